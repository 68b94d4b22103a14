-- A page of a job's history, newest first.
-- KEYS  1 job_<name>  2 job_<name>_recent
-- ARGV  1 prefix  2 job  3 most builds  4 only numbers below this one, or ''
-- ->    ok, 1 when there are more, 'whole', the documents without definition joined by commas, last number
--       ok, 1 when there are more, 'rows', number, document without definition … when one of them is damaged
--       JOB_NOT_FOUND
local prefix, job, limit = ARGV[1], ARGV[2], tonumber(ARGV[3])
-- include summary
if redis.call('EXISTS', KEYS[1]) == 0 then return { 'JOB_NOT_FOUND' } end
local length = redis.call('LLEN', KEYS[2])
local start = 0
if ARGV[4] ~= '' then
  -- Numbers fall along the list: the first place whose number is below is found by halving.
  local before, high = tonumber(ARGV[4]), length
  while start < high do
    local middle = math.floor((start + high) / 2)
    if tonumber(redis.call('LINDEX', KEYS[2], middle)) < before then high = middle else start = middle + 1 end
  end
end
local numbers = redis.call('LRANGE', KEYS[2], start, start + limit - 1)
local more = start + limit < length and 1 or 0
if #numbers == 0 then return { 'ok', more, 'whole', '' } end

local names = {}
for index, number in ipairs(numbers) do names[index] = prefix .. 'job_' .. job .. '_' .. number end
local texts = redis.call('MGET', unpack(names))
local whole, rows = true, {}
for index, number in ipairs(numbers) do
  local text = texts[index]
  local head = '{"job":"' .. job .. '","number":' .. number .. ','
  whole = whole and text and string.sub(text, 1, #head) == head and string.sub(text, -1) == '}'
  rows[index] = text and without_definition(text)
end
if whole then return { 'ok', more, 'whole', table.concat(rows, ','), tonumber(numbers[#numbers]) } end
local reply = { 'ok', more, 'rows' }
for index, number in ipairs(numbers) do
  table.insert(reply, tonumber(number))
  table.insert(reply, rows[index])
end
return reply
