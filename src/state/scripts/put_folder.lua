-- Makes a folder.
-- KEYS  1 drover:folders
-- ARGV  1 prefix  2 name  3 parent folder, '' is the top  4 most levels
-- ->    ok 1 made | ok 0 there already | NAME_TAKEN | FOLDER_NOT_FOUND | TOO_DEEP
local prefix, name, parent = ARGV[1], ARGV[2], ARGV[3]
-- include places
-- include announce
local current = redis.call('HGET', KEYS[1], name)
if current == parent then return { 'ok', 0 } end
local kind = kind_of(name)
if kind then return { 'NAME_TAKEN', 'name', name, 'kind', kind } end
local path = path_of(parent)
if not path then return { 'FOLDER_NOT_FOUND', 'folder', parent } end
local _, slashes = string.gsub(path, '/', '')
if path ~= '' and slashes + 2 > tonumber(ARGV[4]) then return { 'TOO_DEEP' } end
redis.call('HSET', KEYS[1], name, parent)
redis.call('RPUSH', list_of(parent), 'folder_' .. name)
announce('folder', path_of(name), '')
return { 'ok', 1 }
