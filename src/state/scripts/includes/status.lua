-- Statuses of commits, and check runs, on their way to GitHub. Needs `prefix`.

local function put_at(target, at, now, number, tail, weak)
  local key = prefix .. 'drover:status:' .. target
  local before_at, before_number = unpack(redis.call('HMGET', key, 'at', 'number'))
  if before_number and before_number ~= '' then
    if weak or tonumber(before_at) > tonumber(at) then return end
  end
  local text = '{' .. (number == '' and '' or '"number":' .. number .. ',') .. tail
  redis.call('HSET', key, 'at', at, 'number', number, 'text', text, 'since', now)
  redis.call('HINCRBY', key, 'version', 1)
  redis.call('HDEL', key, 'attempts', 'error')
  -- A late end of an older build finds here for so long that a newer one was there.
  redis.call('EXPIRE', key, 604800)
  redis.call('ZADD', prefix .. 'drover:statuses', now, target)
end

-- Puts one where no newer build has told something. `targets` is '' for none, or a place a line: that of the status, and
-- that of a check run where one is wanted. `at` is when the build was accepted, in ms, `number` '' for what belongs to no
-- build; `tail` is the JSON after the number. `weak`: only where no build has told anything. Without a server that can
-- send them there is none.
local function put_status(targets, at, now, number, tail, weak)
  if targets == '' or redis.call('EXISTS', prefix .. 'drover:github') == 0 then return end
  for target in string.gmatch(targets, '[^\n]+') do put_at(target, at, now, number, tail, weak) end
end
