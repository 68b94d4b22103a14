-- Puts finished builds of a job, from the newest below a number on, into the outbox once more, and notes how far that got.
-- KEYS  1 job_<name>_recent  2 drover:outbox  3 drover:backfill
-- ARGV  1 prefix  2 job  3 below this number  4 how many at most  5 now in ms
-- ->    ok, how many, and the number of the last one looked at, 0 when there are no more | GONE: nobody wants it any more
local prefix, job, below, most = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
if redis.call('EXISTS', KEYS[3]) == 0 then return { 'GONE' } end
local added, last, looked = 0, 0, 0
for _, number in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  if tonumber(number) < below then
    if looked == most then break end
    looked, last = looked + 1, number
    local id = job .. '_' .. number
    if redis.call('EXISTS', prefix .. 'drover:state:' .. id) == 0 then
      added = added + redis.call('ZADD', KEYS[2], 'NX', ARGV[5], id)
    end
  end
end
if looked < most then last = 0 end
redis.call('HINCRBY', KEYS[3], 'builds', added)
redis.call('HSET', KEYS[3], 'job', job, 'below', last)
return { 'ok', added, tonumber(last) }
