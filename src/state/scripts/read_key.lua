-- One key as it is at one moment. Of a collection the first elements.
-- KEYS  1 any key
-- ARGV  1 most elements
-- ->    ok, type, life in ms (-1 for ever), length, value: a string, or an array (of a hash and a sorted set in pairs)
local key, most = KEYS[1], tonumber(ARGV[1])
local kind = redis.call('TYPE', key)['ok']
local ttl = redis.call('PTTL', key)
if kind == 'string' then return { 'ok', kind, ttl, redis.call('STRLEN', key), redis.call('GET', key) } end
if kind == 'list' then return { 'ok', kind, ttl, redis.call('LLEN', key), redis.call('LRANGE', key, 0, most - 1) } end
if kind == 'hash' then
  local length = redis.call('HLEN', key)
  local pairs_found = length <= most and redis.call('HGETALL', key) or redis.call('HSCAN', key, 0, 'COUNT', most)[2]
  return { 'ok', kind, ttl, length, pairs_found }
end
if kind == 'zset' then
  return { 'ok', kind, ttl, redis.call('ZCARD', key), redis.call('ZRANGE', key, 0, most - 1, 'WITHSCORES') }
end
if kind == 'set' then
  return { 'ok', kind, ttl, redis.call('SCARD', key), redis.call('SSCAN', key, 0, 'COUNT', most)[2] }
end
if kind == 'stream' then
  return { 'ok', kind, ttl, redis.call('XLEN', key), redis.call('XRANGE', key, '-', '+', 'COUNT', most) }
end
return { 'ok', kind, ttl, 0, false }
