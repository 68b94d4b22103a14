-- Whose turn it is among builds that wait: those moved to the front come first, the last moved before the others, then higher
-- priorities, then those that came earlier. Needs `prefix`.

-- BullMQ makes a score of a priority from 1 to 21 and, below it, a counter of the queue's own. What is below 1 was moved to
-- the front.
local band = 0x100000000

-- Puts a build where its state wants it in its queue. False when it is not there.
local function take_turn(id)
  local queue, priority, front = unpack(redis.call('HMGET', prefix .. 'drover:state:' .. id, 'queue', 'priority', 'front'))
  if not queue then return false end
  local bull = prefix .. 'drover:bull:' .. queue .. ':'
  local score = redis.call('ZSCORE', bull .. 'prioritized', id)
  if not score then return false end
  if front then
    score = band - front
  else
    local was_front = tonumber(score) < band
    score = (11 - priority) * band + (was_front and redis.call('INCR', bull .. 'pc') or score) % band
  end
  redis.call('ZADD', bull .. 'prioritized', 'XX', string.format('%.0f', score), id)
  return true
end
