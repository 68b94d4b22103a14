-- Accepted builds are in the queue: nobody has to offer them again. Told some time after the fact, so one that was run
-- and is to be delivered anew meanwhile, which has another time then, stays.
-- KEYS  1 drover:undelivered
-- ARGV  per build two: its id, the time in ms at which it was accepted
-- ->    ok
for index = 1, #ARGV, 2 do
  if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[index])) == tonumber(ARGV[index + 1]) then
    redis.call('ZREM', KEYS[1], ARGV[index])
  end
end
return { 'ok' }
