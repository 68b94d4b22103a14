-- All lists of jobs and folders at one moment, so that nothing is seen in two places or in none.
-- KEYS  1 jobs  2 drover:last
-- ARGV  1 prefix  2 how many jobs are read here: with more than that none is, since everybody else waits meanwhile
-- ->    ok, an array per folder: its name ('' is the top), and its entries; an array of what is to be shown of the jobs,
--       in the order in which they are listed, as read_heads.lua says, or nil when they are too many
local prefix = ARGV[1]
-- include places
-- include heads
local waiting, seen, lists_found, jobs = { '' }, {}, {}, {}
while #waiting > 0 do
  local folder = table.remove(waiting)
  local list = { folder }
  for _, entry in ipairs(redis.call('LRANGE', list_of(folder), 0, -1)) do
    local name = string.match(entry, '^folder_(.+)$')
    if name and not seen[name] then
      seen[name] = true
      table.insert(waiting, name)
    end
    local job = string.match(entry, '^job_(.+)$')
    if job then table.insert(jobs, job) end
    table.insert(list, entry)
  end
  table.insert(lists_found, list)
end
return { 'ok', lists_found, #jobs <= tonumber(ARGV[2]) and heads_of(jobs, KEYS[2]) }
