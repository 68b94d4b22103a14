-- Puts a secret in place of the one that the caller has read, as when it is stored with another key.
-- KEYS  1 drover:secrets
-- ARGV  1 field  2 the entry that was read  3 entry
-- ->    ok, 1 | ok, 0: it has changed meanwhile
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return { 'ok', 0 } end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return { 'ok', 1 }
