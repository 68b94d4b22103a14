-- Workspaces that workers keep for a while: `drover:workspaces`, folder → JSON. Needs `prefix`.

local function kept_workspace(folder)
  local ok, kept = pcall(cjson.decode, redis.call('HGET', prefix .. 'drover:workspaces', folder) or '')
  return ok and type(kept) == 'table' and kept or nil
end

local function write_workspace(folder, kept)
  redis.call('HSET', prefix .. 'drover:workspaces', folder, cjson.encode(kept))
end

-- The build that was to go on in it has ended, or will begin anew elsewhere. One that never began leaves it as it was.
local function leave_workspace(folder, id, began)
  local kept = kept_workspace(folder)
  if not kept or kept.takenBy ~= id then return end
  if began then
    redis.call('HDEL', prefix .. 'drover:workspaces', folder)
  else
    kept.takenBy = nil
    write_workspace(folder, kept)
  end
end
