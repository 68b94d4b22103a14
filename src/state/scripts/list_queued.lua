-- The builds that wait, that first whose turn comes first: see includes/turn.lua.
-- KEYS  1 drover:queued  2 drover:queues  3 drover:group-limits
-- ARGV  1 prefix  2 how many, 1000 at most
-- ->    ok, ids …
local prefix, last = ARGV[1], ARGV[2] - 1
local found, seen = {}, {}
local function add(ids)
  for _, id in ipairs(ids) do
    if not seen[id] then
      seen[id] = true
      local since = redis.call('ZSCORE', KEYS[1], id)
      if since then
        local priority, front = unpack(redis.call('HMGET', prefix .. 'drover:state:' .. id, 'priority', 'front'))
        table.insert(found, { id = id, since = tonumber(since), priority = tonumber(priority or 0), front = tonumber(front or 0) })
      end
    end
  end
end
-- The first of all are among the first of each queue, of each group, and the oldest: those that are on their way.
add(redis.call('ZRANGE', KEYS[1], 0, last))
for _, queue in ipairs(redis.call('HKEYS', KEYS[2])) do
  add(redis.call('ZRANGE', prefix .. 'drover:bull:' .. queue .. ':prioritized', 0, last))
end
for _, group in ipairs(redis.call('HKEYS', KEYS[3])) do
  add(redis.call('ZRANGE', prefix .. 'drover:group-waiting:' .. group, 0, last))
end
table.sort(found, function(a, b)
  if a.front ~= b.front then return a.front > b.front end
  if a.priority ~= b.priority then return a.priority > b.priority end
  if a.since ~= b.since then return a.since < b.since end
  return a.id < b.id
end)
local reply = { 'ok' }
for index = 1, math.min(last + 1, #found) do reply[index + 1] = found[index].id end
return reply
