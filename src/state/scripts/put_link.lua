-- Links a repository to a job. What was written with other capitals is replaced: GitHub does not tell them apart.
-- KEYS  1 github_<org>_<repo>_<kind>  2 drover:links  3 job_<name>
-- ARGV  1 prefix  2 field in drover:links  3 repository  4 kind  5 link
-- ->    ok, 1 for a new one | JOB_NOT_FOUND | JOB_IS_COPY: copied for a pull request or a branch itself
local prefix = ARGV[1]
-- include links
local job = redis.call('GET', KEYS[3])
if not job then return { 'JOB_NOT_FOUND' } end
if string.find(job, '^{"meta":{[^{}]*"parent":"') then return { 'JOB_IS_COPY' } end
local before = redis.call('HGET', KEYS[2], ARGV[2])
if before and before ~= ARGV[3] then redis.call('DEL', link_key(before, ARGV[4])) end
local created = not before and redis.call('EXISTS', KEYS[1]) == 0
redis.call('SET', KEYS[1], ARGV[5])
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
return { 'ok', created and 1 or 0 }
