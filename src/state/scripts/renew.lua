-- Renews the leases of all builds of a worker. One that has run out while nobody else took the build away lives again.
-- KEYS  per build: drover:state:<id>, drover:lease:<id>
-- ARGV  1 life of a lease in ms, then per build its token
-- ->    ok, then per build two: the cancel request as JSON, '' for none, nil when the build is not the worker's any more;
--       its time limit in ms, '' when nobody has changed it
local reply = { 'ok' }
for index = 1, #ARGV - 1 do
  local state, lease, token = KEYS[2 * index - 1], KEYS[2 * index], ARGV[index + 1]
  if redis.call('HGET', state, 'token') == token then
    redis.call('SET', lease, token, 'PX', ARGV[1])
    local cancel, requests, limit = unpack(redis.call('HMGET', state, 'cancel', 'cancels', 'limit'))
    reply[2 * index + 1] = limit or ''
    reply[2 * index] = cancel and string.sub(cancel, 1, -2) .. ',"requests":' .. (requests or 1) .. '}' or ''
  else
    reply[2 * index], reply[2 * index + 1] = false, ''
  end
end
return reply
