-- A worker no longer keeps a workspace, unless it has become another one or a build is to go on in it.
-- KEYS  1 drover:workspaces
-- ARGV  1 folder  2 what was read of it
-- ->    ok | STALE
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return { 'STALE' } end
redis.call('HDEL', KEYS[1], ARGV[1])
return { 'ok' }
