-- Enters folders into drover:folders that were made by hand, as lists only.
-- KEYS  1 drover:folders  2 jobs
-- ARGV  1 prefix
-- ->    ok and how many
local prefix = ARGV[1]
-- include places
local adopted, waiting = 0, { '' }
local seen = {}
while #waiting > 0 do
  local parent = table.remove(waiting)
  for _, entry in ipairs(redis.call('LRANGE', list_of(parent), 0, -1)) do
    local name = string.match(entry, '^folder_(.+)$')
    if name and not seen[name] then
      seen[name] = true
      adopted = adopted + redis.call('HSETNX', KEYS[1], name, parent)
      table.insert(waiting, name)
    end
  end
end
return { 'ok', adopted }
