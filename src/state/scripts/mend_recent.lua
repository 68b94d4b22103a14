-- Makes the list of a job's builds agree with the documents that there are.
-- KEYS  1 job_<name>  2 job_<name>_recent  3 drover:last-success  4 drover:pins:<job>
-- ARGV  1 prefix  2 job  3… numbers that may be missing in it
-- ->    ok | JOB_NOT_FOUND
local prefix, job = ARGV[1], ARGV[2]
if redis.call('EXISTS', KEYS[1]) == 0 then return { 'JOB_NOT_FOUND' } end
local function exists(number)
  return redis.call('EXISTS', prefix .. 'job_' .. job .. '_' .. number) == 1
end
local numbers, seen = redis.call('LRANGE', KEYS[2], 0, -1), {}
for index = 3, #ARGV do table.insert(numbers, ARGV[index]) end
local there = {}
for _, number in ipairs(numbers) do
  if not seen[number] and exists(number) then table.insert(there, tonumber(number)) end
  seen[number] = true
end
table.sort(there, function(a, b) return a > b end)
redis.call('DEL', KEYS[2])
for _, number in ipairs(there) do redis.call('RPUSH', KEYS[2], string.format('%.0f', number)) end
local success = redis.call('HGET', KEYS[3], job)
if success and not exists(success) then redis.call('HDEL', KEYS[3], job) end
for _, number in ipairs(redis.call('HKEYS', KEYS[4])) do
  if not exists(number) then redis.call('HDEL', KEYS[4], number) end
end
return { 'ok' }
