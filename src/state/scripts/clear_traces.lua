-- Removes what is left below drover: of a build that has ended or does not exist, unless its worker still renews it.
-- KEYS  1 drover:state:<id>  2 drover:lease:<id>  3 drover:private:<id>  4 job_<name>_<number>  5 drover:queued
--       6 drover:running  7 drover:undelivered  8 drover:queue-deadlines
-- ARGV  1 prefix  2 id  3… groups in which it was found
-- ->    ok, and the ids of those that got its places in them | REFUSED: it is under way
local prefix, id = ARGV[1], ARGV[2]
-- include group
-- include workspaces
-- include open
if is_open(redis.call('GET', KEYS[4])) then return { 'REFUSED' } end
if redis.call('EXISTS', KEYS[2]) == 1 then return { 'REFUSED' } end
local workspace = redis.call('HGET', KEYS[1], 'workspace')
if workspace then leave_workspace(workspace, id, true) end
redis.call('DEL', KEYS[1], KEYS[3])
for index = 5, 8 do redis.call('ZREM', KEYS[index], id) end
local reply = { 'ok' }
for index = 3, #ARGV do
  for _, admitted in ipairs(leave(ARGV[index], id)) do table.insert(reply, admitted) end
end
return reply
