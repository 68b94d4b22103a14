-- A status was sent, is to be tried again, or is given up. Another that has taken its place meanwhile is due at once: the
-- one that was sent may have arrived after it.
-- KEYS  1 drover:statuses  2 drover:status:<target>  3 drover:status-failures
-- ARGV  1 target  2 version that was sent  3 now in ms  4 when to try again, in ms, or ''  5 why it failed, or ''
--       6 what is noted of one that is given up, or ''  7 the check run that was made, id and build, or ''
-- ->    ok
local version = redis.call('HGET', KEYS[2], 'version')
if version and ARGV[7] ~= '' then redis.call('HSET', KEYS[2], 'run', ARGV[7]) end
if version ~= ARGV[2] then
  if version then redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1]) end
  return { 'ok' }
end
if ARGV[4] ~= '' then
  redis.call('ZADD', KEYS[1], ARGV[4], ARGV[1])
  redis.call('HINCRBY', KEYS[2], 'attempts', 1)
  redis.call('HSET', KEYS[2], 'error', ARGV[5])
  return { 'ok' }
end
redis.call('ZREM', KEYS[1], ARGV[1])
if ARGV[6] ~= '' then
  redis.call('LPUSH', KEYS[3], ARGV[6])
  redis.call('LTRIM', KEYS[3], 0, 99)
end
return { 'ok' }
