-- Gives a running build another time limit, which its worker learns at once or with its next renewal.
-- KEYS  1 drover:state:<id>
-- ARGV  1 prefix  2 id  3 limit in ms
-- ->    ok | REFUSED: not running
if redis.call('HGET', KEYS[1], 'status') ~= 'running' then return { 'REFUSED' } end
redis.call('HSET', KEYS[1], 'limit', ARGV[3])
redis.call('PUBLISH', ARGV[1] .. 'drover:control', '{"cancel":"' .. ARGV[2] .. '"}')
return { 'ok' }
