-- Notes what has become of a schedule, unless another server has.
-- KEYS  1 drover:schedule:<job>
-- ARGV  1 schedule  2 what was noted before, '' for nothing  3 what is noted now
-- ->    ok | SCHEDULE_TAKEN
local current = redis.call('HGET', KEYS[1], ARGV[1]) or ''
-- The same once more, sent again after a broken connection.
if current == ARGV[3] then return { 'ok' } end
if current ~= ARGV[2] then return { 'SCHEDULE_TAKEN' } end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return { 'ok' }
