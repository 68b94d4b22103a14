-- The jobs that have a schedule to be looked at, the longest due first. The time is Redis's, so that all servers agree.
-- KEYS  1 drover:schedules
-- ARGV  1 how many
-- ->    ok, now in ms, jobs
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
return { 'ok', now, unpack(due) }
