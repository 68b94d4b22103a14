-- Removes finished builds of a job, and journals the removal of their files.
-- KEYS  1 job_<name>  2 job_<name>_recent  3 drover:last  4 drover:finished
-- ARGV  1 prefix  2 job  3 `all`: refuse unless each can be removed; `some`: pass over the others  4… numbers
-- ->    ok and how many | BUILD_NOT_FOUND | BUILD_RUNNING
local prefix, job, all = ARGV[1], ARGV[2], ARGV[3] == 'all'
-- include places
-- include journal
-- include last
local function key_of(number)
  return prefix .. 'job_' .. job .. '_' .. number
end
local numbers = {}
for index = 4, #ARGV do
  local number = ARGV[index]
  local there = redis.call('EXISTS', key_of(number)) == 1 or redis.call('LPOS', KEYS[2], number)
  local unfinished = redis.call('EXISTS', prefix .. 'drover:state:' .. job .. '_' .. number) == 1
  if there and not unfinished then
    table.insert(numbers, number)
  elseif all then
    return { unfinished and 'BUILD_RUNNING' or 'BUILD_NOT_FOUND' }
  end
end
if #numbers == 0 then return { 'ok', 0 } end

local removed = {}
for index, number in ipairs(numbers) do
  redis.call('LREM', KEYS[2], 1, number)
  redis.call('DEL', key_of(number))
  redis.call('LREM', KEYS[4], 1, job .. '_' .. number)
  removed[index] = tonumber(number)
end
renew_last(KEYS[3], job)
local path = folder_of_job(job, redis.call('GET', KEYS[1]) or '')
if path then journal('removals', { path = path == '' and job or path .. '/' .. job, numbers = removed }) end
return { 'ok', #removed }
