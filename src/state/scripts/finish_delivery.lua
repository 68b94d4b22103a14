-- Notes what became of a delivery.
-- KEYS  1 drover:delivery:<id>  2 drover:delivery-payload:<id>  3 drover:delivery-lease:<id>  4 drover:deliveries-open
-- ARGV  1 its entry in drover:deliveries-open  2 token of the lease  3 record, JSON  4 most bytes of a payload that is kept
-- ->    ok | REFUSED: another server is at it, or was
if redis.call('GET', KEYS[3]) ~= ARGV[2] then return { 'REFUSED' } end
redis.call('HSET', KEYS[1], 'record', ARGV[3])
redis.call('ZREM', KEYS[4], ARGV[1])
redis.call('DEL', KEYS[3])
if redis.call('STRLEN', KEYS[2]) > tonumber(ARGV[4]) then redis.call('DEL', KEYS[2]) end
return { 'ok' }
