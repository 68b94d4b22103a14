import type { RedisOptions } from 'ioredis';
import type { Config } from '../../config/index.ts';
import { jitter } from '../../lib/jitter.ts';
import { parseSentinelAddress } from '../../lib/sentinel-address.ts';

/** Where Redis is: an address, and who signs in at its Sentinels where it is one of theirs. */
export interface RedisTarget {
  readonly url: string;
  readonly sentinelUsername: string | null;
  readonly sentinelPassword: string | null;
}

export const redisTarget = (config: Config, url: string): RedisTarget => ({
  url,
  sentinelUsername: config.redisSentinelUsername,
  sentinelPassword: config.redisSentinelPassword,
});

/** What a Redis that has just become a replica answers: the command goes to its successor. */
const demoted = /^(?:READONLY|UNBLOCKED|MASTERDOWN) /;
const resend = 2;

/**
 * What the Redis client takes for an address. Sentinels are listened to while connected: a failover is then noticed
 * also when the old Redis is frozen or cut off, where the connection to it would not end by itself for minutes.
 */
export function clientTarget(target: RedisTarget): string | Omit<RedisOptions, 'replyMapping'> {
  const { url } = target;
  if (url.startsWith('unix://')) return url.slice('unix://'.length);
  const sentinel = parseSentinelAddress(url);
  if (sentinel === null) return url;
  return {
    name: sentinel.name,
    sentinels: [...sentinel.sentinels],
    ...(sentinel.username === null ? {} : { username: sentinel.username }),
    ...(sentinel.password === null ? {} : { password: sentinel.password }),
    ...(target.sentinelUsername === null ? {} : { sentinelUsername: target.sentinelUsername }),
    ...(target.sentinelPassword === null ? {} : { sentinelPassword: target.sentinelPassword }),
    ...(sentinel.tls ? { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true } : {}),
    failoverDetector: true,
    sentinelCommandTimeout: 5_000,
    sentinelRetryStrategy: (times) => jitter(Math.min(times * 100, 2_000)),
    sentinelReconnectStrategy: () => jitter(5_000),
    reconnectOnError: (error) => (demoted.test(error.message) ? resend : false),
  };
}
