-- Notes that a commit of a pull request from a fork may be built.
-- KEYS  1 drover:approvals  2 drover:approved
-- ARGV  1 field  2 commit  3 approval, JSON
-- ->    ok and what waited, JSON | NOT_FOUND | APPROVAL_STALE and the commit that waits
local waiting = redis.call('HGET', KEYS[1], ARGV[1])
if not waiting then return { 'NOT_FOUND' } end
local current = cjson.decode(waiting).event.commit.sha
if current ~= ARGV[2] then return { 'APPROVAL_STALE', current } end
redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[3])
return { 'ok', waiting }
