-- An attempt to sign in was right: it does not count.
-- KEYS  1 drover:login-attempts:<of the address>  [2 drover:login-attempts:<of the name>]
-- ->    ok
if tonumber(redis.call('GET', KEYS[1]) or 0) > 0 then redis.call('DECR', KEYS[1]) end
if KEYS[2] then redis.call('DEL', KEYS[2]) end
return { 'ok' }
