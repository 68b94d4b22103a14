-- All lists of jobs and folders at one moment, so that nothing is seen in two places or in none.
-- KEYS  1 jobs  2 drover:last
-- ARGV  1 prefix
-- ->    ok, an array per folder: its name ('' is the top), and for each entry the entry and, of a job, the
--       beginning of its document; last, an array of job, JSON, job, JSON …
local prefix = ARGV[1]
-- include places
local waiting, seen, lists_found = { '' }, {}, {}
while #waiting > 0 do
  local folder = table.remove(waiting)
  local list = { folder }
  for _, entry in ipairs(redis.call('LRANGE', list_of(folder), 0, -1)) do
    local name = string.match(entry, '^folder_(.+)$')
    if name and not seen[name] then
      seen[name] = true
      table.insert(waiting, name)
    end
    table.insert(list, entry)
    table.insert(list, name and '' or redis.call('GETRANGE', prefix .. entry, 0, 511))
  end
  table.insert(lists_found, list)
end
return { 'ok', lists_found, redis.call('HGETALL', KEYS[2]) }
