-- Deletes a job with all its builds, and journals the removal of its storage.
-- KEYS  1 job_<name>  2 job_<name>_recent  3 drover:last  4 drover:finished  5 drover:numbers
--       6 drover:written:<name>
-- ARGV  1 prefix  2 name  3 `retired`: only a copy whose pull request or branch has ended, and whose time is over
-- ->    ok | JOB_NOT_FOUND | JOB_BUSY | JOB_LINKED
local prefix, name = ARGV[1], ARGV[2]
-- include places
-- include journal
-- include busy
-- include links
-- include secrets
-- include announce
local text = redis.call('GET', KEYS[1])
if not text then return { 'JOB_NOT_FOUND' } end
if is_busy(name) then return { 'JOB_BUSY' } end
if ARGV[3] == 'retired' then
  local due = redis.call('ZSCORE', prefix .. 'drover:retired', name)
  local time = redis.call('TIME')
  if not due or tonumber(due) > time[1] * 1000 + time[2] / 1000 then return { 'JOB_BUSY' } end
end
local linked = links_to(name)
if #linked > 0 then return { 'JOB_LINKED', 'repository', linked[2] } end
local path = folder_of_job(name, text)
if path then
  redis.call('LREM', list_of(last_part(path)), 0, 'job_' .. name)
  -- The last number stays, so that a job made again under this name never uses one twice.
  local number = redis.call('HGET', KEYS[5], name)
  if number then
    local place = path == '' and name or path .. '/' .. name
    journal('removals', { path = place, upTo = tonumber(number) })
  end
end
for _, number in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
  redis.call('DEL', prefix .. 'job_' .. name .. '_' .. number)
  redis.call('LREM', KEYS[4], 0, name .. '_' .. number)
  redis.call('ZREM', prefix .. 'drover:outbox', name .. '_' .. number)
end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[6])
redis.call('HDEL', KEYS[3], name)
redis.call('HDEL', prefix .. 'drover:last-success', name)
redis.call('HDEL', prefix .. 'drover:health', name)
redis.call('DEL', prefix .. 'drover:pins:' .. name)
redis.call('DEL', prefix .. 'drover:schedule:' .. name)
redis.call('ZREM', prefix .. 'drover:schedules', name)
redis.call('ZREM', prefix .. 'drover:retired', name)
redis.call('DEL', prefix .. 'drover:trigger:' .. name)
move_secrets('job/' .. name .. '/')
announce_job(name, path or '', ',"gone":true')
return { 'ok' }
