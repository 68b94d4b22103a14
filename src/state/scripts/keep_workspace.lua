-- A worker keeps the workspace of a build that it is about to end. The time is Redis's, so that all agree when it is over.
-- KEYS  1 drover:workspaces
-- ARGV  1 prefix  2 folder  3 build, worker, node and bytes, JSON  4 for how long, in ms
-- ->    ok and until when, in ms
local prefix = ARGV[1]
-- include workspaces
local time = redis.call('TIME')
local kept = cjson.decode(ARGV[3])
kept['until'] = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[4]
write_workspace(ARGV[2], kept)
return { 'ok', kept['until'] }
