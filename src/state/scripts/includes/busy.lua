-- Whether a job has builds that are queued or running: only those have a state. Needs `prefix`.
local function is_busy(job)
  for _, number in ipairs(redis.call('LRANGE', prefix .. 'job_' .. job .. '_recent', 0, -1)) do
    if redis.call('EXISTS', prefix .. 'drover:state:' .. job .. '_' .. number) == 1 then return true end
  end
  return false
end
