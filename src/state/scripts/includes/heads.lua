-- What the tree shows of jobs. Needs `prefix`.

-- Per job two: the beginning of its document, '' when it is gone, and its newest build as JSON, or ''.
local function heads_of(jobs, last_key)
  local heads = {}
  if #jobs == 0 then return heads end
  local last = redis.call('HMGET', last_key, unpack(jobs))
  for index, job in ipairs(jobs) do
    table.insert(heads, redis.call('GETRANGE', prefix .. 'job_' .. job, 0, 511))
    table.insert(heads, last[index] or '')
  end
  return heads
end
