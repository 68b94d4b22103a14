-- Notes a change of the file storage that is still to be made. Entries of both kinds are numbered in the
-- order of the changes, since a move and a removal of the same folder must not change places. Needs `prefix`.
local function journal(kind, entry)
  local id = redis.call('INCR', prefix .. 'drover:journal')
  redis.call('HSET', prefix .. 'drover:' .. kind, id, cjson.encode(entry))
end
