-- The worker of a running build writes its document.
-- KEYS  1 drover:state:<id>  2 job_<name>_<number>  3 drover:last
-- ARGV  1 prefix  2 lease token  3 document  4 job  5 number  6 last after the number
-- ->    ok | LEASE_LOST
local prefix = ARGV[1]
-- include summary
-- include tell
-- include last
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[2] then return { 'LEASE_LOST' } end
redis.call('SET', KEYS[2], ARGV[3])
set_last(KEYS[3], ARGV[4], ARGV[5], ARGV[6])
tell(ARGV[4] .. '_' .. ARGV[5], ARGV[3])
return { 'ok' }
