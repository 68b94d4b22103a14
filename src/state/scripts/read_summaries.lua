-- Build documents without their definitions.
-- KEYS  job_<name>_<number> …
-- ->    ok, then per key its text, nil when missing
-- include summary
local reply = { 'ok' }
for index, key in ipairs(KEYS) do
  local text = redis.call('GET', key)
  reply[index + 1] = text and without_definition(text)
end
return reply
