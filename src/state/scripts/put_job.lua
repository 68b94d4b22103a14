-- Writes a job, and lists a new one in its folder.
-- KEYS  1 job_<name>  2 drover:folders  3 drover:written:<name>
-- ARGV  1 prefix  2 name  3 SHA-1 of the text it replaces, '' for a new job  4 text  5 folder of a new job  6 path of its folder
--       7 concurrency group of the job, or ''  8 its limit  9 `schedules`: it has some
--       10 the YAML as it was written, or ''
-- ->    ok | STALE | NAME_TAKEN | FOLDER_NOT_FOUND
local prefix, name, expected, text, folder = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
-- include places
-- include group
-- include announce
local current = redis.call('GET', KEYS[1])
-- The same write once more, sent again after a broken connection.
if current == text then return { 'ok' } end
if expected ~= (current and redis.sha1hex(current) or '') then return { 'STALE' } end
if not current then
  local kind = kind_of(name)
  if kind then return { 'NAME_TAKEN', 'name', name, 'kind', kind } end
  local path = path_of(folder)
  if not path then return { 'FOLDER_NOT_FOUND', 'folder', folder } end
  if path ~= ARGV[6] then return { 'STALE' } end
  redis.call('RPUSH', list_of(folder), 'job_' .. name)
end
redis.call('SET', KEYS[1], text)
if ARGV[10] ~= '' then redis.call('SET', KEYS[3], ARGV[10]) else redis.call('DEL', KEYS[3]) end
announce_job(name, ARGV[6])
-- Its schedules are to be looked at, also when it has none any more.
if ARGV[9] == 'schedules' or redis.call('EXISTS', prefix .. 'drover:schedule:' .. name) == 1 then
  redis.call('ZADD', prefix .. 'drover:schedules', 0, name)
end
-- The limit of a group is that of the definition saved last: those who wait get what it gives them at once.
if ARGV[7] ~= '' and redis.call('HEXISTS', prefix .. 'drover:group-limits', ARGV[7]) == 1 then
  redis.call('HSET', prefix .. 'drover:group-limits', ARGV[7], ARGV[8])
  admit(ARGV[7])
end
return { 'ok' }
