-- Asks the worker of a running build to cancel it. The first request counts; each wakes the worker.
-- KEYS  1 drover:state:<id>
-- ARGV  1 prefix  2 id  3 request, JSON
-- ->    ok 1 asked | ok 0 asked before | REFUSED: not running
if redis.call('HGET', KEYS[1], 'status') ~= 'running' then return { 'REFUSED' } end
local first = redis.call('HSETNX', KEYS[1], 'cancel', ARGV[3])
redis.call('PUBLISH', ARGV[1] .. 'drover:control', '{"cancel":"' .. ARGV[2] .. '"}')
return { 'ok', first }
