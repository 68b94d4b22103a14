-- The numbers of a page of a job's history, newest first. The documents are read after it: moving their
-- texts through a script would cost Redis ten times the time.
-- KEYS  1 job_<name>  2 job_<name>_recent
-- ARGV  1 most builds, 100 at most  2 only numbers below this one, or ''
-- ->    ok, 1 when there are more, numbers … | JOB_NOT_FOUND
local limit = tonumber(ARGV[1])
if redis.call('EXISTS', KEYS[1]) == 0 then return { 'JOB_NOT_FOUND' } end
local length = redis.call('LLEN', KEYS[2])
local start = 0
if ARGV[2] ~= '' then
  -- Numbers fall along the list: the first place whose number is below is found by halving.
  local before, high = tonumber(ARGV[2]), length
  while start < high do
    local middle = math.floor((start + high) / 2)
    if tonumber(redis.call('LINDEX', KEYS[2], middle)) < before then high = middle else start = middle + 1 end
  end
end
local more = start + limit < length and 1 or 0
return { 'ok', more, unpack(redis.call('LRANGE', KEYS[2], start, start + limit - 1)) }
