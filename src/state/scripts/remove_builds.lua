-- Removes finished builds of a job, and journals the removal of their files. Pinned ones stay in any case; with `some`,
-- which is how retention asks, the job's last success does too, and what is still to be reported to Elasticsearch.
-- KEYS  1 job_<name>  2 job_<name>_recent  3 drover:last  4 drover:finished
-- ARGV  1 prefix  2 job  3 `all`: refuse unless each can be removed; `some`: pass over the others  4… numbers
-- ->    ok and how many | BUILD_NOT_FOUND | BUILD_RUNNING | BUILD_PINNED
local prefix, job, all = ARGV[1], ARGV[2], ARGV[3] == 'all'
-- include places
-- include journal
-- include last
-- include announce
local function key_of(number)
  return prefix .. 'job_' .. job .. '_' .. number
end
local pins = prefix .. 'drover:pins:' .. job
local success = redis.call('HGET', prefix .. 'drover:last-success', job)
local numbers = {}
for index = 4, #ARGV do
  local number = ARGV[index]
  local there = redis.call('EXISTS', key_of(number)) == 1 or redis.call('LPOS', KEYS[2], number)
  local unfinished = redis.call('EXISTS', prefix .. 'drover:state:' .. job .. '_' .. number) == 1
  local pinned = redis.call('HEXISTS', pins, number) == 1
  if all and pinned then return { 'BUILD_PINNED' } end
  if all and unfinished then return { 'BUILD_RUNNING' } end
  if all and not there then return { 'BUILD_NOT_FOUND' } end
  local unreported = redis.call('ZSCORE', prefix .. 'drover:outbox', job .. '_' .. number)
  local kept = pinned or unfinished or (not all and (number == success or unreported))
  if there and not kept then table.insert(numbers, number) end
end
if #numbers == 0 then return { 'ok', 0 } end

local removed = {}
for index, number in ipairs(numbers) do
  redis.call('LREM', KEYS[2], 1, number)
  redis.call('DEL', key_of(number))
  redis.call('LREM', KEYS[4], 1, job .. '_' .. number)
  redis.call('ZREM', prefix .. 'drover:outbox', job .. '_' .. number)
  if number == success then redis.call('HDEL', prefix .. 'drover:last-success', job) end
  removed[index] = tonumber(number)
end
renew_last(KEYS[3], job)
local path = folder_of_job(job, redis.call('GET', KEYS[1]) or '')
if path then
  journal('removals', { path = path == '' and job or path .. '/' .. job, numbers = removed })
  announce('builds', path, ',"job":' .. cjson.encode(job) .. ',"numbers":' .. cjson.encode(removed))
end
return { 'ok', #removed }
