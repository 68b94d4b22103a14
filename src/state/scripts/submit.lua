-- Accepts a build: number, document, recent list and everything that says it is queued.
-- KEYS  1 job_<name>  2 job_<name>_recent  3 drover:numbers  4 drover:last  5 drover:queued
--       6 drover:undelivered  7 drover:queues
-- ARGV  1 prefix  2 job  3 document after job, number and folder  4 queuedAt in ms  5 last after the number
--       6 private values, JSON  7 queue  8 its labels, JSON  9 priority  10 unique id of this submission
--       11 revision that the definition was read at, or ''
-- ->    ok, number, folder path | JOB_NOT_FOUND | REVISION_CONFLICT
local prefix, job, submission = ARGV[1], ARGV[2], ARGV[10]
-- include places
-- include summary
-- include tell
-- include last
local text = redis.call('GET', KEYS[1])
local folder = text and folder_of_job(job, text)
if not folder then return { 'JOB_NOT_FOUND' } end

-- The same submission once more, sent again after a broken connection.
local newest = redis.call('HGET', KEYS[3], job)
if newest and redis.call('HGET', prefix .. 'drover:state:' .. job .. '_' .. newest, 'submission') == submission then
  return { 'ok', tonumber(newest), folder }
end
if ARGV[11] ~= '' then
  local revision = string.match(text, '^{"meta":{"name":"[^"]*","folder":"[^"]*","revision":(%d+)') or '0'
  if revision ~= ARGV[11] then return { 'REVISION_CONFLICT', 'current', revision, 'given', ARGV[11] } end
end

local number = redis.call('HINCRBY', KEYS[3], job, 1)
local id = job .. '_' .. number
local document = '{"job":"' .. job .. '","number":' .. number .. ',"folder":"' .. folder .. '"' .. ARGV[3]
redis.call('SET', prefix .. 'job_' .. id, document)
redis.call('LPUSH', KEYS[2], number)
set_last(KEYS[4], job, number, ARGV[5])
redis.call('ZADD', KEYS[5], ARGV[4], id)
redis.call('ZADD', KEYS[6], ARGV[4], id)
redis.call('HSET', prefix .. 'drover:state:' .. id,
  'status', 'queued', 'queue', ARGV[7], 'priority', ARGV[9], 'submission', submission)
redis.call('SET', prefix .. 'drover:private:' .. id, ARGV[6])
if redis.call('HSETNX', KEYS[7], ARGV[7], ARGV[8]) == 1 then
  redis.call('PUBLISH', prefix .. 'drover:control', '{"queue":"' .. ARGV[7] .. '"}')
end
tell(id, document)
return { 'ok', number, folder }
