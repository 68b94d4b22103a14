-- queued -> running: a worker takes a build.
-- KEYS  1 drover:state:<id>  2 drover:lease:<id>  3 job_<name>_<number>  4 drover:queued  5 drover:running
--       6 drover:undelivered  7 drover:last
-- ARGV  1 prefix  2 id  3 lease token  4 worker  5 startedAt in ms  6 life of the lease in ms  7 document
--       8 job  9 number  10 last after the number
-- ->    ok | REFUSED: not queued any more
local prefix, id, token = ARGV[1], ARGV[2], ARGV[3]
-- include summary
-- include tell
-- include last
if redis.call('HGET', KEYS[1], 'status') ~= 'queued' then
  -- The same claim once more, sent again after a broken connection.
  if redis.call('HGET', KEYS[1], 'token') == token then return { 'ok' } end
  return { 'REFUSED' }
end
redis.call('HSET', KEYS[1], 'status', 'running', 'worker', ARGV[4], 'token', token)
redis.call('SET', KEYS[2], token, 'PX', ARGV[6])
redis.call('ZREM', KEYS[4], id)
redis.call('ZREM', KEYS[6], id)
redis.call('ZADD', KEYS[5], ARGV[5], id)
redis.call('SET', KEYS[3], ARGV[7])
set_last(KEYS[7], ARGV[8], ARGV[9], ARGV[10])
tell(id, ARGV[7])
return { 'ok' }
