-- Gives a lock back, unless it has run out and is somebody else's.
-- KEYS  1 the lock
-- ARGV  1 token
-- ->    ok
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return { 'ok' }
