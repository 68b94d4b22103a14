-- Gives a queued build another place among those that wait: before all of them, or by another priority.
-- KEYS  1 drover:state:<id>  2 job_<name>_<number>  3 drover:undelivered  4 drover:front-order
-- ARGV  1 prefix  2 id  3 SHA-1 of the document that it replaces  4 document  5 priority, or '' for the front  6 now in ms
-- ->    ok, 1 when it is to be offered, since nothing keeps it back and no queue has it; else 0
--       | REFUSED: not queued any more | STALE
local prefix, id = ARGV[1], ARGV[2]
-- include summary
-- include tell
-- include turn
-- include group
local status, priority, group = unpack(redis.call('HMGET', KEYS[1], 'status', 'priority', 'group'))
if status ~= 'queued' then return { 'REFUSED' } end
local current = redis.call('GET', KEYS[2]) or ''
-- Sent again after a broken connection, it has changed all of this already.
if current ~= ARGV[4] then
  if redis.sha1hex(current) ~= ARGV[3] then return { 'STALE' } end
  local front = ARGV[5] == '' and redis.call('INCR', KEYS[4])
  if front then
    redis.call('HSET', KEYS[1], 'front', front)
  else
    redis.call('HDEL', KEYS[1], 'front')
    redis.call('HSET', KEYS[1], 'priority', ARGV[5])
  end
  if group then move_waiting(group, id, priority, ARGV[5], front) end
  redis.call('SET', KEYS[2], ARGV[4])
  tell(id, ARGV[4])
end
if group and redis.call('ZSCORE', waiting_of(group), id) then return { 'ok', 0 } end
if take_turn(id) then return { 'ok', 0 } end
local not_before = redis.call('ZSCORE', KEYS[3], id)
return { 'ok', not_before and tonumber(not_before) > tonumber(ARGV[6]) and 0 or 1 }
