import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import { DroverError } from '../../errors/error.ts';
import { jitter } from '../../lib/jitter.ts';
import { clientTarget, type RedisTarget } from './redis-target.ts';
import { redisFault } from './sentinel-fault.ts';

/**
 * `server`: a command is refused after 5 s, so that a request is answered while Redis is away.
 * `worker`: a command waits until Redis is back, so that a build's end is reported then.
 */
export type RedisUse = 'server' | 'worker';

const giveUpAtStartMs = 60_000;

type Options = Omit<RedisOptions, 'replyMapping'>;

const uses: Record<RedisUse, Options> = {
  server: { maxRetriesPerRequest: null, commandTimeout: 5_000 },
  worker: { maxRetriesPerRequest: null },
};

/** Connects, waiting up to a minute for Redis with one line of why; afterwards the client reconnects by itself. */
export async function connectRedis(target: RedisTarget, use: RedisUse, log: Logger): Promise<Redis> {
  const { url } = target;
  const options: Options = {
    ...uses[use],
    lazyConnect: true,
    retryStrategy: (times) => jitter(Math.min(times * 100, 2_000)),
  };
  const to = clientTarget(target);
  const redis = typeof to === 'string' ? new Redis(to, options) : new Redis({ ...options, ...to });
  let lastFault = '';
  const tell = (fault: string) => {
    if (redis.status === 'ready') return;
    if (fault !== lastFault) log.warn(`Redis at ${publicUrl(url)} does not answer (${fault}); trying again`);
    lastFault = fault;
  };
  redis.on('error', ({ message }: Error) => void redisFault(url, message).then(tell));
  redis.on('ready', () => {
    if (lastFault !== '') log.info('Redis answers again');
    lastFault = '';
  });
  const ready = new Promise<boolean>((resolve) => {
    redis.once('ready', () => resolve(true));
    setTimeout(() => resolve(false), giveUpAtStartMs).unref();
  });
  redis.connect().catch(() => {});
  if (await ready) return redis;
  redis.disconnect();
  throw new DroverError('REDIS_UNAVAILABLE', {
    detail: `Redis at ${publicUrl(url)} did not answer for ${giveUpAtStartMs / 1000} s (${lastFault}). Start it, or set DROVER_REDIS_URL.`,
  });
}

/** The address without its password. */
function publicUrl(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//***@');
}
