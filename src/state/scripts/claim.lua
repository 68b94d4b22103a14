-- queued -> running: a worker takes a build. One round trip, and the document stays here: only its beginning changes.
-- KEYS  1 drover:state:<id>  2 drover:lease:<id>  3 job_<name>_<number>  4 drover:queued  5 drover:running
--       6 drover:undelivered  7 drover:last  8 drover:private:<id>
-- ARGV  1 prefix  2 id  3 lease token  4 worker, JSON  5 node, JSON  6 startedAt  7 startedAt in ms
--       8 life of the lease in ms  9 document, or '' to make it from the one that is there  10 job  11 number
--       12 queue that it was taken from
-- ->    ok, document, private values, 1 when others wait in its queue | 0, number of the last success or '',
--       number and status of the last build before that came to a result, or '' | REFUSED: not queued any more, or waiting for its group
--       | CANCELLED, document, request: somebody wanted it cancelled while it was queued
--       | ODD_TEXT, document, private values: it does not begin as build-json.ts says; nothing has changed
local prefix, id, token, document = ARGV[1], ARGV[2], ARGV[3], ARGV[9]
-- include summary
-- include tell
-- include last
local job, number = ARGV[10], tonumber(ARGV[11])
-- Cancelled builds say nothing of the code. By number and not along the list, which may hold all that wait.
local function before()
  for other = number - 1, math.max(1, number - 10), -1 do
    local head = redis.call('GETRANGE', prefix .. 'job_' .. job .. '_' .. other, 0, 600)
    local status = string.match(head, '^{"job":"[^"]*","number":%d+,"folder":"[^"]*","status":"([^"]*)"')
    if status == 'success' or status == 'failure' or status == 'timed_out' or status == 'error' then
      return other, status
    end
  end
  return '', ''
end
-- Whoever takes an entry from BullMQ leaves a marker that wakes the next worker, also when nothing is left for it.
local function more()
  local bull = prefix .. 'drover:bull:' .. ARGV[12] .. ':'
  if redis.call('EXISTS', bull .. 'prioritized', bull .. 'wait') > 0 then return 1 end
  redis.call('DEL', bull .. 'marker')
  return 0
end
local function taken(text, private)
  return { 'ok', text, private, more(), redis.call('HGET', prefix .. 'drover:last-success', job) or '', before() }
end
local values = redis.call('GET', KEYS[8])
local status, holder, cancel, group = unpack(redis.call('HMGET', KEYS[1], 'status', 'token', 'cancel', 'group'))
if status ~= 'queued' then
  -- The same claim once more, sent again after a broken connection.
  if holder == token then return taken(redis.call('GET', KEYS[3]), values) end
  return { 'REFUSED' }
end
-- It was delivered by mistake: it has no place in its group.
if group and redis.call('ZSCORE', prefix .. 'drover:group-waiting:' .. group, id) then return { 'REFUSED' } end
if cancel then return { 'CANCELLED', redis.call('GET', KEYS[3]), cancel } end
if document == '' then
  local text = redis.call('GET', KEYS[3])
  local head, queuedAt, rest = string.match(
    text or '',
    '^({"job":"[^"]*","number":%d+,"folder":"[^"]*"),"status":"queued","queuedAt":"([^"]*)"'
      .. ',"worker":null,"node":null,"startedAt":null,"queueMs":null(,.*})$')
  if not head or not values or not pcall(cjson.decode, values) then return { 'ODD_TEXT', text, values } end
  local waited = math.max(0, ARGV[7] - (redis.call('ZSCORE', KEYS[4], id) or ARGV[7]))
  document = head .. ',"status":"running","queuedAt":"' .. queuedAt .. '","worker":' .. ARGV[4] .. ',"node":' .. ARGV[5]
    .. ',"startedAt":"' .. ARGV[6] .. '","queueMs":' .. string.format('%.0f', waited) .. rest
end
redis.call('HSET', KEYS[1], 'status', 'running', 'worker', cjson.decode(ARGV[4]), 'token', token)
redis.call('SET', KEYS[2], token, 'PX', ARGV[8])
redis.call('ZREM', KEYS[4], id)
redis.call('ZREM', KEYS[6], id)
redis.call('ZREM', prefix .. 'drover:queue-deadlines', id)
redis.call('ZADD', KEYS[5], ARGV[7], id)
redis.call('SET', KEYS[3], document)
set_last(KEYS[7], ARGV[10], ARGV[11], string.format(
  '"status":"running","queuedAt":%s,"startedAt":"%s","finishedAt":null,"durationMs":null}',
  string.match(document, '"queuedAt":("[^"]*")'), ARGV[6]))
tell(id, document)
return taken(document, values)
