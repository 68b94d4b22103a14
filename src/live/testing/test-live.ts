import { onTestFinished } from 'vitest';
import type { useState } from '../../state/testing/test-state.ts';
import { createStorage } from '../../storage/index.ts';
import { temporaryFolder } from '../../storage/testing/temporary-folder.ts';
import { createLive } from '../live.ts';
import { Subscriptions } from '../subscriptions.ts';

/** What a server shows live, with what it works with, until the test ends. */
export async function startLive({ state, redis }: ReturnType<typeof useState>) {
  const storage = createStorage(await temporaryFolder());
  const subscriptions = new Subscriptions(redis);
  onTestFinished(() => subscriptions.close());
  const publish = (channel: string, message: string | Buffer) => redis.publish(channel, message);
  const live = createLive({ state, storage, subscriptions, publish });
  return { state, redis, storage, subscriptions, live, publish };
}
