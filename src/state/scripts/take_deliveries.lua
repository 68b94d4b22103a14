-- Gives deliveries to a server to be processed: the oldest that nobody is at. While one of a lane is not done, those
-- after it wait. A server that dies leaves its lease, which runs out.
-- KEYS  1 drover:deliveries-open
-- ARGV  1 prefix  2 how many  3 token  4 lease in ms
-- ->    ok, then for each `<id> <lane>` and how often it was taken
local prefix, most = ARGV[1], tonumber(ARGV[2])
local taken, busy = { 'ok' }, {}
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, 999)) do
  if #taken > 2 * most then break end
  local id, lane = string.match(member, '^(%S+) (.*)$')
  local lease = prefix .. 'drover:delivery-lease:' .. id
  if not busy[lane] and redis.call('SET', lease, ARGV[3], 'NX', 'PX', ARGV[4]) then
    table.insert(taken, member)
    table.insert(taken, redis.call('HINCRBY', prefix .. 'drover:delivery:' .. id, 'attempts', 1))
  end
  busy[lane] = true
end
return taken
