import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import type { State } from '../../state/index.ts';
import { createStorage } from '../../storage/index.ts';
import type { QueueContext } from '../context.ts';
import { createDelivery } from '../delivery.ts';

/** What a server works with, on connections and a storage of its own: all closed and removed when the test is over. */
export async function queueContext(given: {
  readonly redis: Redis;
  open(): Promise<State>;
}): Promise<QueueContext & { folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'drover-queue-'));
  // As a worker's connection: a taker waits for Redis as long as it takes.
  const redis = given.redis.duplicate({ maxRetriesPerRequest: null });
  const delivery = createDelivery(redis, '');
  onTestFinished(async () => {
    await delivery.close();
    redis.disconnect();
    await rm(folder, { recursive: true });
  });
  return { state: await given.open(), delivery, storage: createStorage(folder), folder };
}
