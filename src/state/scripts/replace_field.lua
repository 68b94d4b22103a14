-- Writes a field of a hash if it still is what the caller has read.
-- KEYS  1 the hash
-- ARGV  1 field  2 what it was, '' for none  3 new value
-- ->    ok | STALE
local now = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if now ~= ARGV[2] and now ~= ARGV[3] then return { 'STALE' } end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return { 'ok' }
