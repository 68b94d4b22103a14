-- Puts statuses that were given up on their way once more, and notes them no longer. Where a place still has one it is that
-- which is sent: it is as new or newer.
-- KEYS  1 drover:status-failures  2 drover:statuses
-- ARGV  1 prefix  2 now in ms  then five for each: the record as it was noted, its place, when it was given up in ms, the
--       number of its build or '', and the status, JSON
-- ->    ok, and how many were noted still
local prefix, now = ARGV[1], ARGV[2]
local found = 0
for index = 3, #ARGV, 5 do
  local record, target, at, number, text = unpack(ARGV, index, index + 4)
  if redis.call('LREM', KEYS[1], 1, record) > 0 then
    found = found + 1
    local key = prefix .. 'drover:status:' .. target
    if redis.call('EXISTS', key) == 0 then
      redis.call('HSET', key, 'at', at, 'number', number, 'text', text, 'version', 1)
      redis.call('EXPIRE', key, 604800)
    end
    redis.call('HSET', key, 'since', now)
    redis.call('HDEL', key, 'attempts', 'error')
    redis.call('ZADD', KEYS[2], now, target)
  end
end
return { 'ok', found }
