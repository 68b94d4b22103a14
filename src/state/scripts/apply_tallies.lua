-- Writes the counts of days that the first rows of the list change, and takes the rows from the list.
-- KEYS  1 drover:untallied  2 drover:health  3 drover:turns
-- ARGV  1 prefix  2 the first row, which must still be there  3 how many rows  4 life of a day in s
--       5 how many subjects a day may have of a kind  6 number of job/health pairs, then the pairs
--       then the number of turns, then the turns, newest last
--       then per subject: kind, day, subject, its counts, JSON
-- ->    ok | STALE: they were counted already
local prefix = ARGV[1]
if redis.call('LINDEX', KEYS[1], 0) ~= ARGV[2] then return { 'STALE' } end
redis.call('LTRIM', KEYS[1], ARGV[3], -1)
local at = 7
for _ = 1, tonumber(ARGV[6]) do
  redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 1])
  at = at + 2
end
local turns = tonumber(ARGV[at])
for index = at + 1, at + turns do
  redis.call('LPUSH', KEYS[3], ARGV[index])
end
redis.call('LTRIM', KEYS[3], 0, 999)
for index = at + turns + 1, #ARGV, 4 do
  local key = prefix .. 'drover:tally:' .. ARGV[index] .. ':' .. ARGV[index + 1]
  local subject = ARGV[index + 2]
  if redis.call('HLEN', key) < tonumber(ARGV[5]) or redis.call('HEXISTS', key, subject) == 1 then
    redis.call('HSET', key, subject, ARGV[index + 3])
    redis.call('EXPIRE', key, ARGV[4])
  end
end
return { 'ok' }
