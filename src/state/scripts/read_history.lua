-- What has changed since an event: builds as they are now, and what else was announced.
-- KEYS  1 drover:history
-- ARGV  1 prefix  2 id of the last event seen, or '' for none
-- ->    ok, id of the newest event, 1 when events are missing, then per changed build the id of its last event and
--       its text without definition, and of what was announced the id and the text, in the order of these events
local prefix, since = ARGV[1], ARGV[2]
-- include summary
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local reply = { 'ok', newest and newest[1] or '0-0', 0 }
if since == '' or since == reply[2] then return reply end
local function is_before(a, b)
  local a_ms, a_number = string.match(a, '^(%d+)-(%d+)$')
  local b_ms, b_number = string.match(b, '^(%d+)-(%d+)$')
  a_ms, b_ms = tonumber(a_ms), tonumber(b_ms)
  return a_ms < b_ms or (a_ms == b_ms and tonumber(a_number) < tonumber(b_number))
end
local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
-- Trimmed beyond it, or of another Redis. An empty history at 0-0 has lost nothing.
local missing = not newest or is_before(newest[1], since)
if not missing and is_before(since, oldest[1]) then
  missing = since ~= '0-0' or redis.call('XLEN', KEYS[1]) >= 1000
end
if missing then
  reply[3] = 1
  return reply
end
local seen, changed = {}, {}
for _, event in ipairs(redis.call('XREVRANGE', KEYS[1], '+', '(' .. since)) do
  local kind, subject = event[2][1], event[2][2]
  if not seen[subject] then
    seen[subject] = true
    table.insert(changed, 1, { event[1], kind, subject })
  end
end
for _, event in ipairs(changed) do
  local id, kind, subject = unpack(event)
  local text = kind == 'changed' and subject or redis.call('GET', prefix .. 'job_' .. subject)
  if text then
    table.insert(reply, id)
    table.insert(reply, without_definition(text))
  end
end
return reply
