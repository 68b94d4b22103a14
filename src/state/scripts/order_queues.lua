-- The queues in which builds wait, in the order in which their first builds come: those moved to the front, higher
-- priorities, earlier ones. See includes/turn.lua.
-- KEYS  1 drover:queued
-- ARGV  1 prefix  2… queues
-- ->    ok, queues …
local heads = {}
for index = 2, #ARGV do
  local bull = ARGV[1] .. 'drover:bull:' .. ARGV[index] .. ':'
  local id, score = unpack(redis.call('ZRANGE', bull .. 'prioritized', 0, 0, 'WITHSCORES'))
  -- BullMQ makes a score of the priority and, below it, a counter of the queue's own.
  local priority = score and math.floor(score / 0x100000000)
  if not id then
    id = redis.call('LINDEX', bull .. 'wait', -1)
    priority = 0
  end
  if id then
    local since = tonumber(redis.call('ZSCORE', KEYS[1], id) or 0)
    table.insert(heads, { queue = ARGV[index], priority = priority, score = tonumber(score or 0), since = since })
  end
end
table.sort(heads, function(a, b)
  if a.priority ~= b.priority then return a.priority < b.priority end
  if a.priority == 0 and a.score ~= b.score then return a.score < b.score end
  if a.since ~= b.since then return a.since < b.since end
  return a.queue < b.queue
end)
local reply = { 'ok' }
for _, head in ipairs(heads) do table.insert(reply, head.queue) end
return reply
