/** Keys of the floor; one job is enough for it. */
export const keys = {
  number: 'floor:number',
  recent: 'floor:recent',
  queue: 'floor:queue',
  /** Builds wait here until `open` lets them into the queue at once. */
  held: 'floor:held',
  taken: 'floor:taken',
  document: 'floor:build:',
  events: 'floor:events',
} as const;

/** KEYS: number, recent, queue. ARGV: prefix of documents, document. Returns the number. */
export const enqueue = `
local number = redis.call('INCR', KEYS[1])
redis.call('SET', ARGV[1] .. number, ARGV[2])
redis.call('LPUSH', KEYS[2], number)
redis.call('LPUSH', KEYS[3], number)
return number`;

/** KEYS: document. ARGV: text. */
export const start = `return redis.call('SET', KEYS[1], ARGV[1])`;

/** KEYS: document, taken. ARGV: text, number, channel. */
export const finish = `
redis.call('SET', KEYS[1], ARGV[1])
redis.call('LREM', KEYS[2], 1, ARGV[2])
redis.call('PUBLISH', ARGV[3], ARGV[2])`;
