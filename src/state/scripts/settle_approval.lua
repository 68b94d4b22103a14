-- A pull request from a fork no longer waits for approval: its build is started, or it is closed.
-- KEYS  1 drover:approvals  2 drover:approved
-- ARGV  1 field  2 commit, '' for any
-- ->    ok
local waiting = redis.call('HGET', KEYS[1], ARGV[1])
if waiting and ARGV[2] ~= '' and cjson.decode(waiting).event.commit.sha ~= ARGV[2] then return { 'ok' } end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
return { 'ok' }
