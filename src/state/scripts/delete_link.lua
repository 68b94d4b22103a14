-- Takes a link away.
-- KEYS  1 github_<org>_<repo>_<kind>  2 drover:links
-- ARGV  1 prefix  2 field in drover:links  3 kind
-- ->    ok | LINK_NOT_FOUND
local prefix = ARGV[1]
-- include links
local listed = redis.call('HGET', KEYS[2], ARGV[2])
local removed = redis.call('DEL', KEYS[1])
if listed then removed = removed + redis.call('DEL', link_key(listed, ARGV[3])) end
redis.call('HDEL', KEYS[2], ARGV[2])
if removed == 0 then return { 'LINK_NOT_FOUND' } end
return { 'ok' }
