import type { Redis } from 'ioredis';

/** Everything in Redis below a prefix; names are without it. */
export interface Snapshot {
  /** Keys that begin so. */
  keys(start: string): string[];
  has(key: string): boolean;
  /** Key → value of the strings whose key fits. */
  strings(pattern: RegExp): Promise<Map<string, string>>;
  list(key: string): Promise<string[]>;
  hash(key: string): Promise<Record<string, string>>;
  zset(key: string): Promise<string[]>;
}

export async function takeSnapshot(redis: Redis, prefix: string): Promise<Snapshot> {
  const all = new Set<string>();
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'COUNT', 5000);
    cursor = next;
    for (const key of keys) if (key.startsWith(prefix)) all.add(key.slice(prefix.length));
  } while (cursor !== '0');
  const names = [...all];
  return {
    keys: (start) => names.filter((key) => key.startsWith(start)),
    has: (key) => all.has(key),
    async strings(pattern) {
      const keys = names.filter((key) => pattern.test(key));
      const values = keys.length === 0 ? [] : await redis.mget(keys.map((key) => prefix + key));
      return new Map(keys.map((key, index) => [key, values[index] ?? '']));
    },
    list: (key) => redis.lrange(prefix + key, 0, -1),
    hash: (key) => redis.hgetall(prefix + key),
    zset: (key) => redis.zrange(prefix + key, 0, '-1'),
  };
}
