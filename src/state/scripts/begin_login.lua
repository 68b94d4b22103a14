-- Counts an attempt to sign in. A window begins with its first attempt and is not made longer by refused ones.
-- KEYS  1 drover:login-attempts:<of the address>  [2 drover:login-attempts:<of the name>]
-- ARGV  1 window in ms  2 most of an address  3 most of a name
-- ->    ok | REFUSED milliseconds until the window is over
for index, key in ipairs(KEYS) do
  if tonumber(redis.call('GET', key) or 0) >= tonumber(ARGV[index + 1]) then
    return { 'REFUSED', redis.call('PTTL', key) }
  end
end
for _, key in ipairs(KEYS) do
  if redis.call('INCR', key) == 1 then redis.call('PEXPIRE', key, ARGV[1]) end
end
return { 'ok' }
