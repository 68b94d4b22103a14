-- Deletes an empty folder.
-- KEYS  1 drover:folders  2 folder_<name>
-- ARGV  1 prefix  2 name
-- ->    ok | FOLDER_NOT_FOUND | FOLDER_NOT_EMPTY
local prefix, name = ARGV[1], ARGV[2]
-- include places
-- include secrets
-- include announce
local parent = redis.call('HGET', KEYS[1], name)
if not parent then return { 'FOLDER_NOT_FOUND' } end
if redis.call('LLEN', KEYS[2]) > 0 then return { 'FOLDER_NOT_EMPTY' } end
local path = path_of(name)
redis.call('HDEL', KEYS[1], name)
move_secrets('folder/' .. name .. '/')
redis.call('LREM', list_of(parent), 0, 'folder_' .. name)
announce('folder', path, ',"gone":true')
return { 'ok' }
