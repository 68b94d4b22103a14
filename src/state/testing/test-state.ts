import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../../test/helpers/private-redis.ts';
import { createState, type State } from '../index.ts';
import { checkStructure } from './check-structure.ts';

/**
 * A Redis for the tests of a file and a state on it, both empty at the start of each test. After each test
 * the structure must be whole, unless the test has called `damage`.
 */
export function useState(prefix = ''): {
  readonly state: State;
  readonly redis: Redis;
  open(): Promise<State>;
  damage(): void;
} {
  let server: PrivateRedis;
  let redis: Redis;
  let state: State;
  let damaged = false;
  beforeAll(async () => {
    server = await startPrivateRedis({ cluster: prefix !== '' });
    redis = server.connect();
    state = await createState({ redis, prefix });
  });
  afterEach(async () => {
    if (!damaged) expect(await checkStructure(redis, prefix)).toEqual([]);
    damaged = false;
    await redis.flushall();
  });
  afterAll(() => server.stop());
  return {
    get state() {
      return state;
    },
    get redis() {
      return redis;
    },
    /** The same, on a connection of its own. */
    open: () => createState({ redis: server.connect(), prefix }),
    damage() {
      damaged = true;
    },
  };
}

/** The code of the error that a promise is rejected with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  );
  return (error as { code?: string }).code ?? String(error);
}
