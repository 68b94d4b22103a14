-- Concurrency groups. `drover:group-holders:<group>` has the builds that hold a place, `drover:group-waiting:<group>`
-- those that wait for one, in the order in which they get it. Nobody waits while a place is free. Needs `prefix`.

local function holders_of(group)
  return prefix .. 'drover:group-holders:' .. group
end

local function waiting_of(group)
  return prefix .. 'drover:group-waiting:' .. group
end

local function limit_of(group)
  return tonumber(redis.call('HGET', prefix .. 'drover:group-limits', group) or 1)
end

-- Higher priorities first, then in the order in which they came.
local step = 1e13
local function waiting_score(order, priority)
  return string.format('%.0f', order - priority * step)
end

-- A build that waits was moved: to the front, where the last moved is before the others, or by another priority.
local function move_waiting(group, id, from, to, front)
  local score = redis.call('ZSCORE', waiting_of(group), id)
  if not score then return false end
  local was_front = tonumber(score) < -11 * step
  local order = was_front and redis.call('INCR', prefix .. 'drover:group-order') or score + from * step
  redis.call('ZADD', waiting_of(group), front and string.format('%.0f', -20 * step - front) or waiting_score(order, to), id)
  return true
end

-- Gives the free places away, by the limit as it is now. Those who got one are to be delivered.
local function admit(group)
  local admitted = {}
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  while redis.call('ZCARD', holders_of(group)) < limit_of(group) do
    local id = redis.call('ZPOPMIN', waiting_of(group))[1]
    if not id then break end
    redis.call('ZADD', holders_of(group), now, id)
    redis.call('ZADD', prefix .. 'drover:undelivered', now, id)
    table.insert(admitted, id)
  end
  if redis.call('EXISTS', holders_of(group)) == 0 then redis.call('HDEL', prefix .. 'drover:group-limits', group) end
  return admitted
end

-- A build has ended, but a worker that is cut off may still have processes of it: until then, in ms, its place is not
-- given away. Whoever sweeps does it after that, whatever has become of the build.
local function hold(group, id, until_ms)
  redis.call('ZADD', prefix .. 'drover:group-held', until_ms, id .. ' ' .. group)
end

-- A build has ended.
local function leave(group, id)
  redis.call('ZREM', holders_of(group), id)
  redis.call('ZREM', waiting_of(group), id)
  return admit(group)
end
