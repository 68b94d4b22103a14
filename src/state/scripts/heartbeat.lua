-- A worker says that it lives. The time is Redis's, so that workers with wrong clocks are not taken for dead.
-- KEYS  1 drover:workers  2 drover:worker:<name>  3 drover:label-sets
-- ARGV  1 prefix  2 name  3 heartbeat, JSON  4 life in seconds  5 its labels with `+` between, or ''
-- ->    ok
local time = redis.call('TIME')
local now = time[1] .. string.sub('00000' .. math.floor(time[2] / 1000), -3)
local known = redis.call('HGET', KEYS[1], ARGV[2])
local first = known and string.match(known, '^{"firstSeenMs":(%d+)') or now
local beat = string.sub(ARGV[3], 1, -2) .. ',"seenMs":' .. now .. '}'
redis.call('HSET', KEYS[1], ARGV[2], '{"firstSeenMs":' .. first .. ',' .. string.sub(beat, 2))
redis.call('SET', KEYS[2], beat, 'EX', ARGV[4])
if ARGV[5] ~= '' then redis.call('SADD', KEYS[3], ARGV[5]) end
redis.call('PUBLISH', ARGV[1] .. 'drover:heartbeats', beat)
return { 'ok' }
