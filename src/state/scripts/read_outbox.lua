-- The documents that wait longest to be reported, without their definitions, up to so many bytes.
-- KEYS  1 drover:outbox
-- ARGV  1 prefix  2 rank of the first  3 how many at most  4 bytes after which no more are read
-- ->    ok, then per build its id and its text, '' when the build is gone
local prefix = ARGV[1]
-- include summary
local reply, bytes = { 'ok' }, 0
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], ARGV[2], ARGV[2] + ARGV[3] - 1)) do
  local text = redis.call('GET', prefix .. 'job_' .. id)
  text = text and without_definition(text) or ''
  table.insert(reply, id)
  table.insert(reply, text)
  bytes = bytes + #text
  if bytes >= tonumber(ARGV[4]) then break end
end
return reply
