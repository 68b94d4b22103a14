-- Links of GitHub repositories to jobs. `drover:links` says which there are: `<owner>/<name>/<kind>` in lower case ->
-- `<owner>/<name>` as in the key. Needs `prefix`.
local function link_key(repository, kind)
  return prefix .. 'github_' .. string.gsub(repository, '/', '_', 1) .. '_' .. kind
end

-- Where the name of the job lies in the text of a link to it; nil when it links another.
local function find_job(text, job)
  local escaped = string.gsub(job, '%p', '%%%0')
  return string.find(text, '"job"%s*:%s*"' .. escaped .. '"')
end

-- The keys of the links to a job, each followed by its repository.
local function links_to(job)
  local found = {}
  local all = redis.call('HGETALL', prefix .. 'drover:links')
  for index = 1, #all, 2 do
    local key = link_key(all[index + 1], string.match(all[index], '[^/]*$'))
    local text = redis.call('GET', key)
    if text and find_job(text, job) then
      table.insert(found, key)
      table.insert(found, all[index + 1])
    end
  end
  return found
end
