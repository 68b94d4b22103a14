-- Accepts a build: number, document, recent list and everything that says it is queued.
-- KEYS  1 job_<name>  2 job_<name>_recent  3 drover:numbers  4 drover:last  5 drover:queued
--       6 drover:undelivered  7 drover:queues
-- ARGV  1 prefix  2 job  3 document after job, number and folder  4 queuedAt in ms  5 last after the number
--       6 private values, JSON  7 queue  8 its labels, JSON  9 priority  10 unique id of this submission
--       11 SHA-1 of the job's text as it was read, or ''
--       12 concurrency group, or ''  13 its limit  14 `current`: this is the limit from now on; `stored`: only if
--       there is none  15 onNew  16 when it has waited too long, in ms, or ''
--       17 schedule that starts it, or ''  18 what is noted of that  19 what is noted from now on, without the number
--       of the build and the closing brace  20 `skip`: not while the job has other builds
--       21 folder of a kept workspace that it goes on in, or ''  22 id of the build that left it
--       23 id of the event that starts it, or ''  24 what it is to build  25 the same again is refused for so long, in ms
--       26 where its status on GitHub goes, a line each, or ''  27 that status, JSON after the number
-- ->    ok, number, folder path, 1 to deliver it | 0 it waits for its group, how many got a place in its group by its
--       limit and their ids, then the ids of those that it supersedes
--       | JOB_NOT_FOUND | REVISION_CONFLICT | GROUP_FULL | JOB_BUSY
--       | SCHEDULE_TAKEN: another server has started this run  | WORKSPACE_GONE | WORKSPACE_TAKEN
--       | EVENT_TAKEN and the number of the build that another event of the same thing has started just now
local prefix, job, submission = ARGV[1], ARGV[2], ARGV[10]
-- include places
-- include summary
-- include tell
-- include last
-- include group
-- include busy
-- include workspaces
-- include status
local text = redis.call('GET', KEYS[1])
local folder = text and folder_of_job(job, text)
if not folder then return { 'JOB_NOT_FOUND' } end

-- The same submission once more, sent again after a broken connection.
local newest = redis.call('HGET', KEYS[3], job)
if newest and redis.call('HGET', prefix .. 'drover:state:' .. job .. '_' .. newest, 'submission') == submission then
  local waits = ARGV[12] ~= '' and redis.call('ZSCORE', waiting_of(ARGV[12]), job .. '_' .. newest)
  return { 'ok', tonumber(newest), folder, waits and 0 or 1, 0 }
end
if ARGV[11] ~= '' and redis.sha1hex(text) ~= ARGV[11] then
  local revision = string.match(text, '^{"meta":{"name":"[^"]*","folder":"[^"]*","revision":(%d+)') or '0'
  return { 'REVISION_CONFLICT', 'current', revision, 'given', 'another text' }
end

local trigger = prefix .. 'drover:trigger:' .. job
if ARGV[23] ~= '' then
  local event, what, at, started = unpack(redis.call('HMGET', trigger, 'event', 'what', 'at', 'number'))
  -- The same event once more, after whoever began with it was cut off: what it left undone the sweep does.
  if event == ARGV[23] then return { 'ok', tonumber(started), folder, 0, 0 } end
  if what == ARGV[24] and ARGV[4] - at < tonumber(ARGV[25]) then return { 'EVENT_TAKEN', 'number', started } end
end

local schedule = prefix .. 'drover:schedule:' .. job
if ARGV[17] ~= '' then
  if redis.call('HGET', schedule, ARGV[17]) ~= ARGV[18] then return { 'SCHEDULE_TAKEN' } end
  if ARGV[20] == 'skip' and is_busy(job) then return { 'JOB_BUSY' } end
end
local workspace = ARGV[21] ~= '' and (kept_workspace(ARGV[21]) or {})
if workspace then
  local time = redis.call('TIME')
  if workspace.build ~= ARGV[22] then return { 'WORKSPACE_GONE' } end
  if workspace.takenBy then return { 'WORKSPACE_TAKEN', 'by', workspace.takenBy } end
  if workspace['until'] < time[1] * 1000 then return { 'WORKSPACE_GONE' } end
end
local group, on_new = ARGV[12], ARGV[15]
local before, admitted = {}, {}
local free = true
if group ~= '' then
  redis.call(ARGV[14] == 'current' and 'HSET' or 'HSETNX', prefix .. 'drover:group-limits', group, ARGV[13])
  -- A higher limit is for those too who wait already.
  if redis.call('EXISTS', waiting_of(group)) == 1 then admitted = admit(group) end
  local holders = redis.call('ZRANGE', holders_of(group), 0, -1)
  free = #holders < limit_of(group) and redis.call('EXISTS', waiting_of(group)) == 0
  if on_new == 'reject' and not free then
    return { 'GROUP_FULL', 'group', group, 'holder', holders[1] or redis.call('ZRANGE', waiting_of(group), 0, 0)[1] }
  end
  if on_new == 'cancelRunning' then before = holders end
  if on_new == 'cancelRunning' or on_new == 'replaceQueued' then
    for _, waiting in ipairs(redis.call('ZRANGE', waiting_of(group), 0, -1)) do table.insert(before, waiting) end
  end
end

local number = redis.call('HINCRBY', KEYS[3], job, 1)
local id = job .. '_' .. number
if ARGV[23] ~= '' then
  redis.call('HSET', trigger, 'event', ARGV[23], 'what', ARGV[24], 'at', ARGV[4], 'number', number)
  redis.call('EXPIRE', trigger, 86400)
end
if ARGV[17] ~= '' then redis.call('HSET', schedule, ARGV[17], ARGV[19] .. ',"lastBuild":' .. number .. '}') end
local document = '{"job":"' .. job .. '","number":' .. number .. ',"folder":"' .. folder .. '"' .. ARGV[3]
redis.call('SET', prefix .. 'job_' .. id, document)
redis.call('LPUSH', KEYS[2], number)
set_last(KEYS[4], job, number, ARGV[5])
redis.call('ZADD', KEYS[5], ARGV[4], id)
redis.call('HSET', prefix .. 'drover:state:' .. id,
  'status', 'queued', 'queue', ARGV[7], 'priority', ARGV[9], 'submission', submission)
if free then redis.call('ZADD', KEYS[6], ARGV[4], id) end
if workspace then
  workspace.takenBy = id
  write_workspace(ARGV[21], workspace)
  redis.call('HSET', prefix .. 'drover:state:' .. id, 'workspace', ARGV[21])
end
if group ~= '' then
  redis.call('HSET', prefix .. 'drover:state:' .. id, 'group', group)
  if free then
    redis.call('ZADD', holders_of(group), ARGV[4], id)
  else
    redis.call('ZADD', waiting_of(group), waiting_score(redis.call('INCR', prefix .. 'drover:group-order'), ARGV[9]), id)
  end
end
if ARGV[16] ~= '' then redis.call('ZADD', prefix .. 'drover:queue-deadlines', ARGV[16], id) end
for _, other in ipairs(before) do
  local state = prefix .. 'drover:state:' .. other
  local request = { by = 'drover', at = string.match(ARGV[3], '"queuedAt":"([^"]*)"'), reason = 'superseded by ' .. job .. ' #' .. number }
  if redis.call('EXISTS', state) == 1 then redis.call('HSETNX', state, 'cancel', cjson.encode(request)) end
  redis.call('PUBLISH', prefix .. 'drover:control', '{"cancel":"' .. other .. '"}')
end
redis.call('SET', prefix .. 'drover:private:' .. id, ARGV[6])
if redis.call('HSETNX', KEYS[7], ARGV[7], ARGV[8]) == 1 then
  redis.call('PUBLISH', prefix .. 'drover:control', '{"queue":"' .. ARGV[7] .. '"}')
end
put_status(ARGV[26], ARGV[4], ARGV[4], number, ARGV[27])
tell(id, document)
local reply = { 'ok', number, folder, free and 1 or 0, #admitted }
for _, other in ipairs(admitted) do table.insert(reply, other) end
for _, other in ipairs(before) do table.insert(reply, other) end
return reply
