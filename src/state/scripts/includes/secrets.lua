-- The secrets of a job or a folder, by the beginning of their fields: `job/api/`. With another beginning they move there.
local function move_secrets(from, to)
  for _, field in ipairs(redis.call('HKEYS', prefix .. 'drover:secrets')) do
    if string.sub(field, 1, #from) == from then
      if to then
        redis.call('HSET', prefix .. 'drover:secrets', to .. string.sub(field, #from + 1),
          redis.call('HGET', prefix .. 'drover:secrets', field))
      end
      redis.call('HDEL', prefix .. 'drover:secrets', field)
    end
  end
end
