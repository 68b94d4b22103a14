-- Takes builds from the list of refused documents, to be sent again or to be forgotten.
-- KEYS  1 drover:outbox  2 drover:refused  3 drover:refusals
-- ARGV  1 now in ms  2 `send` or `forget`, then ids; none: all
-- ->    ok and how many
local ids = { unpack(ARGV, 3) }
if #ids == 0 then ids = redis.call('ZRANGE', KEYS[2], 0, -1) end
local taken = 0
for _, id in ipairs(ids) do
  if redis.call('ZREM', KEYS[2], id) == 1 then
    redis.call('HDEL', KEYS[3], id)
    if ARGV[2] == 'send' then redis.call('ZADD', KEYS[1], ARGV[1], id) end
    taken = taken + 1
  end
end
return { 'ok', taken }
