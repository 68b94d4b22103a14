-- running -> queued: the worker is lost or hands the build back, and another attempt begins later.
-- KEYS  1 drover:state:<id>  2 drover:lease:<id>  3 job_<name>_<number>  4 drover:queued  5 drover:running
--       6 drover:undelivered  7 drover:last
-- ARGV  1 prefix  2 id  3 document  4 now in ms  5 not to be delivered before, in ms  6 job  7 number
--       8 last after the number  9 lease token of the worker that hands it back, or '' when it is lost
--       10 queue, which is another one when it no longer waits for one worker
-- ->    ok | REFUSED: not running, not this worker's or its worker is back, or somebody wants it cancelled
local prefix, id = ARGV[1], ARGV[2]
-- include summary
-- include tell
-- include last
-- include workspaces
local status, cancel, token, workspace = unpack(redis.call('HMGET', KEYS[1], 'status', 'cancel', 'token', 'workspace'))
local free = redis.call('EXISTS', KEYS[2]) == 0
if ARGV[9] ~= '' then free = token == ARGV[9] end
if status ~= 'running' or cancel or not free then
  -- The same request once more, sent again after a broken connection.
  if status == 'queued' and redis.call('GET', KEYS[3]) == ARGV[3] then return { 'ok' } end
  return { 'REFUSED' }
end
redis.call('HSET', KEYS[1], 'status', 'queued')
-- Should it be cancelled before that, its place in a group is held as long.
if ARGV[9] == '' then redis.call('HSET', KEYS[1], 'heldUntil', ARGV[5]) end
if workspace then leave_workspace(workspace, id, true) end
redis.call('HSET', KEYS[1], 'queue', ARGV[10])
redis.call('HDEL', KEYS[1], 'worker', 'token', 'limit', 'workspace')
redis.call('DEL', KEYS[2])
redis.call('ZREM', KEYS[5], id)
redis.call('ZADD', KEYS[4], ARGV[4], id)
redis.call('ZADD', KEYS[6], ARGV[5], id)
redis.call('SET', KEYS[3], ARGV[3])
set_last(KEYS[7], ARGV[6], ARGV[7], ARGV[8])
tell(id, ARGV[3])
return { 'ok' }
