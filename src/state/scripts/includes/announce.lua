-- Tells everybody of a change that is not one of a build: in the history, and to those who watch all builds. `what` is
-- `job`, `folder` or `builds`, `folder` the path of the folder itself or of the one that the job is in; `details` is JSON
-- that comes after them: which job, `"gone":true` for what is not there any more. Needs `prefix`.
local function announce(what, folder, details)
  local text = '{"what":"' .. what .. '","folder":' .. cjson.encode(folder) .. details .. '}'
  local event = redis.call('XADD', prefix .. 'drover:history', 'MAXLEN', '~', 1000, '*', 'changed', text)
  redis.call('PUBLISH', prefix .. 'drover:events', '{"id":"' .. event .. '",' .. string.sub(text, 2))
end

local function announce_job(name, folder, details)
  announce('job', folder, ',"job":' .. cjson.encode(name) .. (details or ''))
end
