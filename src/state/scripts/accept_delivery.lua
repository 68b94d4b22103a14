-- Keeps a delivery of a webhook, once for each id, and lets the oldest go that are too many or too old.
-- KEYS  1 drover:delivery:<id>  2 drover:delivery-payload:<id>  3 drover:deliveries  4 drover:deliveries-seen
--       5 drover:deliveries-open  6 drover:webhooks
-- ARGV  1 prefix  2 id  3 record, JSON  4 payload  5 lane, '' when there is nothing to do  6 repository or ''
--       7 how long it is kept, ms  8 how many are listed  9 how many may wait  10 when it came
--       11 unique id of this request
-- ->    ok | DELIVERY_SEEN | DELIVERIES_FULL and how many wait
local prefix, id, record = ARGV[1], ARGV[2], ARGV[3]
-- The same once more, sent again after a broken connection.
if redis.call('HGET', KEYS[1], 'request') == ARGV[11] then return { 'ok' } end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local waiting = redis.call('ZCARD', KEYS[5])
if ARGV[5] ~= '' and waiting >= tonumber(ARGV[9]) then return { 'DELIVERIES_FULL', waiting } end
redis.call('ZREMRANGEBYSCORE', KEYS[4], 0, now - ARGV[7])
if ARGV[6] ~= '' then redis.call('HSET', KEYS[6], ARGV[6], ARGV[10]) end
if redis.call('ZADD', KEYS[4], 'NX', now, id) == 0 then
  if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HINCRBY', KEYS[1], 'duplicates', 1) end
  return { 'DELIVERY_SEEN' }
end
redis.call('HSET', KEYS[1], 'record', record, 'request', ARGV[11])
redis.call('SET', KEYS[2], ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[7])
redis.call('PEXPIRE', KEYS[2], ARGV[7])
-- Microseconds, so that deliveries keep their order.
local order = string.format('%.0f', time[1] * 1e6 + time[2])
redis.call('ZADD', KEYS[3], order, id)
if ARGV[5] ~= '' then redis.call('ZADD', KEYS[5], order, id .. ' ' .. ARGV[5]) end

local too_many = redis.call('ZRANGE', KEYS[3], 0, -1 - ARGV[8])
local too_old = redis.call('ZRANGEBYSCORE', KEYS[3], 0, string.format('%.0f', (now - ARGV[7]) * 1000), 'LIMIT', 0, 100)
for _, list in ipairs({ too_many, too_old }) do
  for _, old in ipairs(list) do
    local finished = not string.find(redis.call('HGET', prefix .. 'drover:delivery:' .. old, 'record') or '', '"outcome":"accepted"', 1, true)
    if finished then
      redis.call('ZREM', KEYS[3], old)
      redis.call('DEL', prefix .. 'drover:delivery:' .. old, prefix .. 'drover:delivery-payload:' .. old)
    end
  end
end
return { 'ok' }
