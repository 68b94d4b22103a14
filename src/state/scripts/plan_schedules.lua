-- Says when a job's schedules are to be looked at next, unless the job has changed since: then at once.
-- KEYS  1 drover:schedules  2 drover:schedule:<job>  3 job_<name>
-- ARGV  1 job  2 revision that was read, '' when there was no job  3 when, in ms; '' for never  4… schedules it has
-- ->    ok
local text = redis.call('GET', KEYS[3])
local revision = text and (string.match(text, '^{"meta":{"name":"[^"]*","folder":"[^"]*","revision":(%d+)') or '0') or ''
if revision ~= ARGV[2] then return { 'ok' } end
local left = {}
for index = 4, #ARGV do left[ARGV[index]] = true end
for _, name in ipairs(redis.call('HKEYS', KEYS[2])) do
  if not left[name] then redis.call('HDEL', KEYS[2], name) end
end
if ARGV[3] == '' then
  redis.call('ZREM', KEYS[1], ARGV[1])
else
  redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
end
return { 'ok' }
