-- Stores a secret.
-- KEYS  1 drover:secrets  2 drover:folders  3 job_<name>
-- ARGV  1 kind of the scope: global, folder or job  2 its name  3 id of the job, or ''  4 field  5 entry
--       6 how many there may be
-- ->    ok, 1 if it is new | FOLDER_NOT_FOUND | JOB_NOT_FOUND: also when it is another by now | SECRET_REFUSED
if ARGV[1] == 'folder' and redis.call('HEXISTS', KEYS[2], ARGV[2]) == 0 then return { 'FOLDER_NOT_FOUND' } end
if ARGV[1] == 'job' then
  local text = redis.call('GET', KEYS[3])
  if not text or not string.find(text, '"id":"' .. ARGV[3] .. '"', 1, true) then return { 'JOB_NOT_FOUND' } end
end
if redis.call('HEXISTS', KEYS[1], ARGV[4]) == 0 and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[6]) then
  return { 'SECRET_REFUSED', 'detail', 'There are ' .. ARGV[6] .. ' secrets already: delete what is not used.' }
end
return { 'ok', redis.call('HSET', KEYS[1], ARGV[4], ARGV[5]) }
