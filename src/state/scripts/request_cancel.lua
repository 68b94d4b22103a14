-- Asks the worker of a running build to cancel it. The first request is kept, the others count; each wakes the worker.
-- KEYS  1 drover:state:<id>
-- ARGV  1 prefix  2 id  3 request, JSON  4 as how many it counts
-- ->    ok, requests so far | REFUSED: not running
if redis.call('HGET', KEYS[1], 'status') ~= 'running' then return { 'REFUSED' } end
redis.call('HSETNX', KEYS[1], 'cancel', ARGV[3])
local requests = redis.call('HINCRBY', KEYS[1], 'cancels', ARGV[4])
redis.call('PUBLISH', ARGV[1] .. 'drover:control', '{"cancel":"' .. ARGV[2] .. '"}')
return { 'ok', requests }
