import type { Redis } from 'ioredis';
import type { Keys } from './keys.ts';
import type { Scripts } from './run-script.ts';

/** What the stores work with. */
export interface StateContext {
  readonly redis: Redis;
  readonly prefix: string;
  readonly keys: Keys;
  readonly scripts: Scripts;
}
