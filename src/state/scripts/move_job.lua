-- Moves a job to another folder, renames it, or both; its builds come along, the move of its storage is journaled.
-- KEYS  1 job_<name>  2 job_<new name>  3 job_<name>_recent  4 job_<new name>_recent
--       5 drover:last  6 drover:finished  7 drover:numbers
--       8 drover:written:<name>  9 drover:written:<new name>
-- ARGV  1 prefix  2 name  3 new name  4 SHA-1 of the text it replaces  5 new text  6 target folder  7 its path
-- ->    ok | STALE | JOB_NOT_FOUND | JOB_BUSY | NAME_TAKEN | FOLDER_NOT_FOUND
local prefix, name, new_name, folder, new_path = ARGV[1], ARGV[2], ARGV[3], ARGV[6], ARGV[7]
-- include places
-- include journal
-- include busy
-- include links
-- include secrets
-- include announce
local text = redis.call('GET', KEYS[1])
if not text then
  -- The same move once more, sent again after a broken connection.
  if redis.call('GET', KEYS[2]) == ARGV[5] then return { 'ok' } end
  return { 'JOB_NOT_FOUND' }
end
if text == ARGV[5] then return { 'ok' } end
if redis.sha1hex(text) ~= ARGV[4] then return { 'STALE' } end
local path = path_of(folder)
if not path then return { 'FOLDER_NOT_FOUND', 'folder', folder } end
if path ~= new_path then return { 'STALE' } end
local renamed = name ~= new_name
local kind = renamed and kind_of(new_name)
if kind then return { 'NAME_TAKEN', 'name', new_name, 'kind', kind } end
if is_busy(name) then return { 'JOB_BUSY' } end
local old_path = folder_of_job(name, text)
if not old_path then return { 'JOB_NOT_FOUND' } end

redis.call('LREM', list_of(last_part(old_path)), 0, 'job_' .. name)
redis.call('RPUSH', list_of(folder), 'job_' .. new_name)
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], ARGV[5])
announce_job(name, old_path, ',"gone":true')
announce_job(new_name, new_path)

-- Every document begins with these three fields: see build-json.ts.
local function at_new_place(number)
  return '{"job":"' .. new_name .. '","number":' .. number .. ',"folder":"' .. new_path .. '"'
end
for _, number in ipairs(redis.call('LRANGE', KEYS[3], 0, -1)) do
  local key = prefix .. 'job_' .. name .. '_' .. number
  local document = redis.call('GET', key)
  if document then
    redis.call('DEL', key)
    local moved = string.gsub(document, '^{"job":"[^"]*","number":(%d+),"folder":"[^"]*"', at_new_place)
    redis.call('SET', prefix .. 'job_' .. new_name .. '_' .. number, moved)
  end
  local outbox = prefix .. 'drover:outbox'
  local ended = renamed and redis.call('ZSCORE', outbox, name .. '_' .. number)
  if ended then
    redis.call('ZREM', outbox, name .. '_' .. number)
    redis.call('ZADD', outbox, ended, new_name .. '_' .. number)
  end
end

local function place(of_path, of_name)
  return of_path == '' and of_name or of_path .. '/' .. of_name
end
local number = tonumber(redis.call('HGET', KEYS[7], name) or 0)
if number > 0 then
  journal('moves', { from = place(old_path, name), to = place(new_path, new_name), upTo = number })
end
if not renamed then return { 'ok' } end

local linked = links_to(name)
for index = 1, #linked, 2 do
  local link = redis.call('GET', linked[index])
  local from, to = find_job(link, name)
  redis.call('SET', linked[index], string.sub(link, 1, from - 1) .. '"job":"' .. new_name .. '"' .. string.sub(link, to + 1))
end
if redis.call('EXISTS', KEYS[3]) == 1 then redis.call('RENAME', KEYS[3], KEYS[4]) end
if redis.call('EXISTS', KEYS[8]) == 1 then redis.call('RENAME', KEYS[8], KEYS[9]) end
move_secrets('job/' .. name .. '/', 'job/' .. new_name .. '/')
local schedule = prefix .. 'drover:schedule:'
if redis.call('EXISTS', schedule .. name) == 1 then redis.call('RENAME', schedule .. name, schedule .. new_name) end
if redis.call('ZREM', prefix .. 'drover:schedules', name) == 1 then
  redis.call('ZADD', prefix .. 'drover:schedules', 0, new_name)
end
local retired = redis.call('ZSCORE', prefix .. 'drover:retired', name)
if retired then
  redis.call('ZREM', prefix .. 'drover:retired', name)
  redis.call('ZADD', prefix .. 'drover:retired', retired, new_name)
end
local trigger = prefix .. 'drover:trigger:'
if redis.call('EXISTS', trigger .. name) == 1 then redis.call('RENAME', trigger .. name, trigger .. new_name) end
local pins = prefix .. 'drover:pins:'
if redis.call('EXISTS', pins .. name) == 1 then redis.call('RENAME', pins .. name, pins .. new_name) end
local success = redis.call('HGET', prefix .. 'drover:last-success', name)
if success then
  redis.call('HDEL', prefix .. 'drover:last-success', name)
  redis.call('HSET', prefix .. 'drover:last-success', new_name, success)
end
local health = redis.call('HGET', prefix .. 'drover:health', name)
if health then
  redis.call('HDEL', prefix .. 'drover:health', name)
  redis.call('HSET', prefix .. 'drover:health', new_name, health)
end
local last = redis.call('HGET', KEYS[5], name)
if last then
  redis.call('HDEL', KEYS[5], name)
  redis.call('HSET', KEYS[5], new_name, last)
end
local known = tonumber(redis.call('HGET', KEYS[7], new_name) or 0)
if number > known then redis.call('HSET', KEYS[7], new_name, number) end
for index, id in ipairs(redis.call('LRANGE', KEYS[6], 0, -1)) do
  local job, of = string.match(id, '^(.*)_(%d+)$')
  if job == name then redis.call('LSET', KEYS[6], index - 1, new_name .. '_' .. of) end
end
return { 'ok' }
