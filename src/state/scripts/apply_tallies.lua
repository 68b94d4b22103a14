-- Adds the counts of the first rows of the list to those of their days, and takes the rows from the list.
-- KEYS  1 drover:untallied  2 drover:health  3 drover:turns
-- ARGV  1 prefix  2 the first row, which must still be there  3 how many rows  4 life of a day in s
--       5 how many counts a day may have  6 number of job/health pairs, then the pairs
--       then the number of turns, then the turns, newest last
--       then per count: kind of key (tally or tally-parts), day, field, what is added
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
local sizes = {}
for index = at + turns + 1, #ARGV, 4 do
  local key = prefix .. 'drover:' .. ARGV[index] .. ':' .. ARGV[index + 1]
  if not sizes[key] then
    sizes[key] = redis.call('HLEN', key)
    redis.call('EXPIRE', key, ARGV[4])
  end
  local field = ARGV[index + 2]
  if sizes[key] < tonumber(ARGV[5]) or redis.call('HEXISTS', key, field) == 1 then
    if redis.call('HINCRBY', key, field, ARGV[index + 3]) == tonumber(ARGV[index + 3]) then sizes[key] = sizes[key] + 1 end
    if sizes[key] == 1 then redis.call('EXPIRE', key, ARGV[4]) end
  end
end
return { 'ok' }
