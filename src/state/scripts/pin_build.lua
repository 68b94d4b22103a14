-- Keeps a finished build until it is unpinned, or no longer does; its document says so.
-- KEYS  1 drover:pins:<job>  2 job_<name>_<number>
-- ARGV  1 prefix  2 job  3 number  4 who, when and why as JSON without a brace inside; '' to unpin
-- ->    ok | BUILD_NOT_FOUND | BUILD_RUNNING
local prefix, id = ARGV[1], ARGV[2] .. '_' .. ARGV[3]
-- include summary
-- include tell
local text = redis.call('GET', KEYS[2])
if not text then return { 'BUILD_NOT_FOUND' } end
if redis.call('EXISTS', prefix .. 'drover:state:' .. id) == 1 then return { 'BUILD_RUNNING' } end

-- A quote inside of a string is written with a backslash before it, so this begins nowhere else: see build-json.ts.
local from = string.find(text, ',"pinned":{', 1, true)
if from then
  local _, to = string.find(text, '}', from, true)
  text = string.sub(text, 1, from - 1) .. string.sub(text, to + 1)
end
if ARGV[4] == '' then
  redis.call('HDEL', KEYS[1], ARGV[3])
else
  redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
  local definition = string.find(text, ',"definition":{', 1, true) or #text
  text = string.sub(text, 1, definition - 1) .. ',"pinned":' .. ARGV[4] .. string.sub(text, definition)
end
redis.call('SET', KEYS[2], text)
tell(id, text)
return { 'ok' }
