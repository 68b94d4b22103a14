-- Puts builds whose documents were refused on the list of those, from which a person may send them again. The list
-- is bounded: the oldest go, and are counted.
-- KEYS  1 drover:outbox  2 drover:refused  3 drover:refusals  4 drover:reporting-status
-- ARGV  1 now in ms  2 how many are kept, then per build its id and why, JSON
-- ->    ok
for index = 3, #ARGV, 2 do
  redis.call('ZREM', KEYS[1], ARGV[index])
  redis.call('ZADD', KEYS[2], ARGV[1], ARGV[index])
  redis.call('HSET', KEYS[3], ARGV[index], ARGV[index + 1])
end
local surplus = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[2])
if surplus > 0 then
  for _, id in ipairs(redis.call('ZRANGE', KEYS[2], 0, surplus - 1)) do
    redis.call('ZREM', KEYS[2], id)
    redis.call('HDEL', KEYS[3], id)
  end
  redis.call('HINCRBY', KEYS[4], 'dropped', surplus)
end
return { 'ok' }
