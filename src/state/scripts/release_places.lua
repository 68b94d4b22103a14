-- Gives away the places of ended builds whose lost workers have surely ended their processes by now.
-- KEYS  1 drover:group-held
-- ARGV  1 prefix  2 now in ms  3 how many at most
-- ->    ok, and the ids of those that got them
local prefix = ARGV[1]
-- include group
local reply = { 'ok' }
for _, held in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[2], 'LIMIT', 0, ARGV[3])) do
  local id, group = string.match(held, '^(%S+) (.*)$')
  redis.call('ZREM', KEYS[1], held)
  for _, admitted in ipairs(leave(group, id)) do table.insert(reply, admitted) end
end
return reply
