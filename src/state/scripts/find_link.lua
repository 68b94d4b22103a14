-- The link of a repository. One that was written by hand is listed from now on.
-- KEYS  1 github_<org>_<repo>_<kind>  2 drover:links
-- ARGV  1 prefix  2 field in drover:links  3 repository  4 kind
-- ->    ok, link or nothing
local prefix = ARGV[1]
-- include links
local text = redis.call('GET', KEYS[1])
local listed = redis.call('HGET', KEYS[2], ARGV[2])
if text then
  if not listed then redis.call('HSET', KEYS[2], ARGV[2], ARGV[3]) end
  return { 'ok', text }
end
return { 'ok', listed and redis.call('GET', link_key(listed, ARGV[4])) }
