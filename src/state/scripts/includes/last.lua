-- `drover:last`: what the tree shows of a job's newest build.

-- Writes it, unless a newer build is there. `tail` is the JSON after the number.
local function set_last(key, job, number, tail)
  local current = redis.call('HGET', key, job)
  local newest = current and tonumber(string.match(current, '^{"number":(%d+)')) or 0
  if newest <= tonumber(number) then redis.call('HSET', key, job, '{"number":' .. number .. ',' .. tail) end
end

-- Writes it anew from the newest document that is left, or removes it with the last one. Needs `prefix`.
local function renew_last(key, job)
  local newest = redis.call('LINDEX', prefix .. 'job_' .. job .. '_recent', 0)
  if not newest then
    redis.call('HDEL', key, job)
    return
  end
  local text = redis.call('GET', prefix .. 'job_' .. job .. '_' .. newest)
  local ok, build = pcall(cjson.decode, text or '')
  if not ok or type(build) ~= 'table' then build = { status = 'error' } end
  local last = {}
  for _, field in ipairs({ 'status', 'queuedAt', 'startedAt', 'finishedAt', 'durationMs' }) do
    last[field] = build[field] == nil and cjson.null or build[field]
  end
  last.reason = build.reason
  redis.call('HSET', key, job, '{"number":' .. newest .. ',' .. string.sub(cjson.encode(last), 2))
end
