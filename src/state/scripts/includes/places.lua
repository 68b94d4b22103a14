-- Where jobs and folders are listed. Needs `prefix`.

local function list_of(folder)
  if folder == '' then return prefix .. 'jobs' end
  return prefix .. 'folder_' .. folder
end

-- `team/backend` for `backend`; nil when there is no such folder. The loop is bounded against a ring made by hand.
local function path_of(folder)
  if folder == '' then return '' end
  local path, parent = folder, redis.call('HGET', prefix .. 'drover:folders', folder)
  if not parent then return nil end
  for _ = 1, 100 do
    if parent == '' then return path end
    path = parent .. '/' .. path
    parent = redis.call('HGET', prefix .. 'drover:folders', parent) or ''
  end
  return nil
end

local function lists(folder, entry)
  return redis.call('LPOS', list_of(folder), entry) and true or false
end

-- The path of the folder that lists a job. Texts that Drover wrote say it at their beginning; for any
-- other the lists are searched. nil when the job is listed nowhere.
local function folder_of_job(name, text)
  local path = string.match(text, '^{"meta":{"name":"[^"]*","folder":"([^"]*)"')
  if path then return path end
  local entry = 'job_' .. name
  if lists('', entry) then return '' end
  for _, folder in ipairs(redis.call('HKEYS', prefix .. 'drover:folders')) do
    if lists(folder, entry) then return path_of(folder) end
  end
  return nil
end

-- `backend` of `team/backend`.
local function last_part(path)
  return string.match(path, '[^/]*$')
end

-- The kind of thing that has the name, or nil.
local function kind_of(name)
  if redis.call('EXISTS', prefix .. 'job_' .. name) == 1 then return 'job' end
  if redis.call('HEXISTS', prefix .. 'drover:folders', name) == 1 then return 'folder' end
  return nil
end
