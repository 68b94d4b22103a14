-- queued | running -> finished. Nothing below drover: is left of the build but its place in drover:finished.
-- KEYS  1 drover:state:<id>  2 drover:lease:<id>  3 drover:private:<id>  4 job_<name>_<number>  5 drover:queued
--       6 drover:running  7 drover:undelivered  8 drover:last  9 drover:finished
-- ARGV  1 prefix  2 id  3 condition: token, queued, leaseGone or stateless  4 lease token  5 document  6 job  7 number
--       8 last after the number  9 how many finished builds are listed  10 now in ms  11 row for the tallies
--       12 where its status on GitHub goes, a line each, or ''  13 that status, JSON after the number  14 when it was accepted, in ms
--       15 when a lost worker has surely ended its processes, in ms, or ''
-- ->    ok, and the ids of those that got its place in their group | REFUSED: the condition does not hold
local prefix, id, condition = ARGV[1], ARGV[2], ARGV[3]
-- include summary
-- include tell
-- include last
-- include group
-- include workspaces
-- include status
-- include open
local status, token, group, workspace, held_until =
  unpack(redis.call('HMGET', KEYS[1], 'status', 'token', 'group', 'workspace', 'heldUntil'))
local holds = {
  token = token == ARGV[4],
  queued = status == 'queued',
  leaseGone = status == 'running' and redis.call('EXISTS', KEYS[2]) == 0,
  -- Its state was lost: no worker can take it or end it.
  stateless = not status and redis.call('EXISTS', KEYS[2]) == 0 and is_open(redis.call('GET', KEYS[4])),
}
if not holds[condition] then
  -- The same end once more, sent again after a broken connection.
  if not status and redis.call('GET', KEYS[4]) == ARGV[5] then return { 'ok' } end
  return { 'REFUSED' }
end
if condition == 'stateless' then group = cjson.decode(redis.call('GET', KEYS[4])).group end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
if workspace then leave_workspace(workspace, id, condition ~= 'queued') end
for index = 5, 7 do
  redis.call('ZREM', KEYS[index], id)
end
redis.call('SET', KEYS[4], ARGV[5])
set_last(KEYS[8], ARGV[6], ARGV[7], ARGV[8])
redis.call('LPUSH', KEYS[9], id)
redis.call('LTRIM', KEYS[9], 0, ARGV[9] - 1)
redis.call('ZREM', prefix .. 'drover:queue-deadlines', id)
-- Until the copy beside the logs is written: should whoever writes it die, the sweep does.
if condition ~= 'queued' then redis.call('ZADD', prefix .. 'drover:uncopied', ARGV[10], id) end
local newest = tonumber(redis.call('HGET', prefix .. 'drover:last-success', ARGV[6]) or 0)
redis.call('RPUSH', prefix .. 'drover:untallied', ARGV[11])
redis.call('LTRIM', prefix .. 'drover:untallied', -100000, -1)
-- Some server reports to Elasticsearch. A million ids are some 100 MB: beyond that the oldest are given up, and counted.
if redis.call('EXISTS', prefix .. 'drover:reporting') == 1 then
  redis.call('ZADD', prefix .. 'drover:outbox', ARGV[10], id)
  local dropped = redis.call('ZREMRANGEBYRANK', prefix .. 'drover:outbox', 0, -1000001)
  if dropped > 0 then redis.call('HINCRBY', prefix .. 'drover:reporting-status', 'dropped', dropped) end
end
local success = string.find(ARGV[5], '^{"job":"[^"]*","number":%d+,"folder":"[^"]*","status":"success"')
if success and newest < tonumber(ARGV[7]) then redis.call('HSET', prefix .. 'drover:last-success', ARGV[6], ARGV[7]) end
put_status(ARGV[12], ARGV[14], ARGV[10], ARGV[7], ARGV[13])
tell(id, ARGV[5])
if not group then return { 'ok' } end
if ARGV[15] ~= '' then held_until = ARGV[15] end
if held_until and tonumber(held_until) > tonumber(ARGV[10]) then
  hold(group, id, held_until)
  return { 'ok' }
end
return { 'ok', unpack(leave(group, id)) }
