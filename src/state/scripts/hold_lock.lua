-- Takes a lock that nobody holds, or holds it for longer.
-- KEYS  1 the lock
-- ARGV  1 token  2 life in ms
-- ->    ok | REFUSED: somebody else has it
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return { 'REFUSED' } end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return { 'ok' }
