-- The newest builds of jobs in few words, for lists of many jobs. Only the beginnings of the documents are read.
-- KEYS  job_<name>_recent …
-- ARGV  1 most builds of each
-- ->    ok, an array per key, newest first: number, status, duration in ms or '', number …
local reply = { 'ok' }
for index, key in ipairs(KEYS) do
  local row, build = {}, string.sub(key, 1, -string.len('recent') - 1)
  for _, number in ipairs(redis.call('LRANGE', key, 0, ARGV[1] - 1)) do
    local beginning = redis.call('GETRANGE', build .. number, 0, 2047)
    local status = string.match(beginning, '^{"job":"[^"]*","number":%d+,"folder":"[^"]*","status":"([a-z_]+)"')
    -- The first that is a number or null: in a parameter of that name it would be a text.
    local duration = string.match(beginning, '"durationMs":(%w+)')
    if status then
      table.insert(row, number)
      table.insert(row, status)
      table.insert(row, duration ~= 'null' and duration or '')
    end
  end
  reply[index + 1] = row
end
return reply
