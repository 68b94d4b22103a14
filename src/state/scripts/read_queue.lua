-- What waits, that first whose turn comes first (see includes/turn.lua), and all that says why: as it is at one moment.
-- KEYS  1 drover:queued  2 drover:queues  3 drover:group-limits  4 drover:workers  5 drover:label-sets  6 drover:running
--       7 drover:group-held  8 drover:undelivered
-- ARGV  1 prefix  2 how many builds, 1000 at most, or '' for those that are named  3… ids
-- ->    ok, how many wait in all, then lists:
--       workers: name, last heartbeat, heartbeat of one that is alive or '', how many builds it has a lease on
--       label sets of all workers that there ever were  |  queues: name, how many wait there
--       groups of the builds: name, limit, holders, those of them that are held after a loss
--       builds: id, queue, place there from 0 or -1, 1 when it may not begin yet, group or '', place there from 0 or -1
local prefix, most = ARGV[1], tonumber(ARGV[2])
-- include group
local queues = redis.call('HKEYS', KEYS[2])
local function bull_of(queue)
  return prefix .. 'drover:bull:' .. queue .. ':prioritized'
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- Of a build that waits; nil for any other.
local function place_of(id)
  local since = redis.call('ZSCORE', KEYS[1], id)
  if not since then return nil end
  local state = redis.call('HMGET', prefix .. 'drover:state:' .. id, 'priority', 'front', 'queue', 'group')
  local queue, group = state[3] or '', state[4] or ''
  return {
    id = id, since = tonumber(since), priority = tonumber(state[1] or 0), front = tonumber(state[2] or 0), queue = queue,
    group = group, ahead = group ~= '' and redis.call('ZRANK', waiting_of(group), id),
    position = redis.call('ZRANK', bull_of(queue), id),
  }
end
local function is_before(a, b)
  if a.front ~= b.front then return a.front > b.front end
  if a.priority ~= b.priority then return a.priority > b.priority end
  if a.since ~= b.since then return a.since < b.since end
  return a.id < b.id
end

-- Each of these is in order; whose turn it is among their first ones is what is_before says.
local lines, waiting = {}, {}
local function first_of(line)
  while line.ids[line.at] and not line.first do
    line.first = line.places and line.places[line.at] or place_of(line.ids[line.at])
    line.at = line.at + 1
  end
  return line.first
end
local function add_line(ids, places)
  if #ids > 0 then table.insert(lines, { ids = ids, places = places, at = 1 }) end
end
if most then
  for _, queue in ipairs(queues) do add_line(redis.call('ZRANGE', bull_of(queue), 0, most - 1)) end
  for _, group in ipairs(redis.call('HKEYS', KEYS[3])) do
    add_line(redis.call('ZRANGE', waiting_of(group), 0, most - 1))
  end
  -- Those that are on their way into a queue, or out of it to a worker: in one line, which is put in order here.
  local ids, on_the_way = {}, {}
  for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, most - 1)) do
    local build = place_of(id)
    if build and not build.ahead and not build.position then table.insert(on_the_way, build) end
  end
  table.sort(on_the_way, is_before)
  for index, build in ipairs(on_the_way) do ids[index] = build.id end
  add_line(ids, on_the_way)
  while #waiting < most do
    local next_line
    for _, line in ipairs(lines) do
      if first_of(line) and (not next_line or is_before(line.first, next_line.first)) then next_line = line end
    end
    if not next_line then break end
    table.insert(waiting, next_line.first)
    next_line.first = nil
  end
else
  for index = 3, #ARGV do table.insert(waiting, place_of(ARGV[index])) end
end

local groups, builds, known = {}, {}, {}
for index, build in ipairs(waiting) do
  if build.ahead and not known[build.group] then
    known[build.group] = true
    local holders, held = redis.call('ZRANGE', holders_of(build.group), 0, -1), {}
    for _, holder in ipairs(holders) do
      if redis.call('ZSCORE', KEYS[7], holder .. ' ' .. build.group) then table.insert(held, holder) end
    end
    table.insert(groups, { build.group, limit_of(build.group), holders, held })
  end
  builds[index] = {
    build.id, build.queue, build.position or -1, tonumber(redis.call('ZSCORE', KEYS[8], build.id) or 0) > now and 1 or 0,
    build.group, build.ahead or -1,
  }
end

local busy = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[6], 0, -1)) do
  local worker = redis.call('HGET', prefix .. 'drover:state:' .. id, 'worker')
  if worker and redis.call('EXISTS', prefix .. 'drover:lease:' .. id) == 1 then busy[worker] = (busy[worker] or 0) + 1 end
end
local workers, beats = {}, redis.call('HGETALL', KEYS[4])
for index = 1, #beats, 2 do
  local name = beats[index]
  table.insert(workers, { name, beats[index + 1], redis.call('GET', prefix .. 'drover:worker:' .. name) or '', busy[name] or 0 })
end
local lengths = {}
for index, queue in ipairs(queues) do lengths[index] = { queue, redis.call('ZCARD', bull_of(queue)) } end
return { 'ok', redis.call('ZCARD', KEYS[1]), workers, redis.call('SMEMBERS', KEYS[5]), lengths, groups, builds }
