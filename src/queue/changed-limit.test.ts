import { expect, test } from 'vitest';
import type { Concurrency } from '../definition/concurrency.ts';
import { sampleDefinition } from '../state/testing/sample-build.ts';
import { codeOf, useState } from '../state/testing/test-state.ts';
import { claimBuild } from './claim.ts';
import { finishBuild } from './finish.ts';
import { submitBuild } from './submit.ts';
import { queueContext } from './testing/queue-context.ts';

const given = useState();

/**
 * Builds of a job whose limit somebody changes by hand in Redis, so that it is the next build which brings it: a limit
 * that is saved gives its places away at once.
 */
async function groupWith(onNew: Concurrency['onNew']) {
  const context = await queueContext(given);
  const definition = (limit: number) => ({ ...sampleDefinition, concurrency: { limit, onNew } });
  await given.state.jobs.put('api', definition(1));
  const written = (await given.redis.get('job_api')) ?? '';
  const held = new Map<number, NonNullable<Awaited<ReturnType<typeof claimBuild>>>>();
  return {
    submit: async (limit: number): Promise<number> => {
      await given.redis.set('job_api', written.replace('"limit":1', `"limit":${limit}`));
      const cause = { kind: 'api', by: 'ann' } as const;
      return (await submitBuild(context, { job: 'api', parameters: {}, cause })).number;
    },
    /** All that are offered, as a worker with many slots does. */
    takeAll: async (): Promise<void> => {
      for (;;) {
        const taken = await context.delivery.take('builds');
        if (taken === null) return;
        const claimed = await claimBuild(context, { id: taken.id, queue: 'builds' }, taken.id, 'w');
        await taken.done();
        if (claimed !== null) held.set(claimed.build.number, claimed);
      }
    },
    end: async (number: number): Promise<void> => {
      const one = held.get(number);
      if (one === undefined) throw new Error(`#${number} does not run`);
      await finishBuild(context, { ...one.build, status: 'success' }, { token: one.token });
    },
    statuses: async (): Promise<string[]> => {
      const { json } = await given.state.builds.page('api', { limit: 50 });
      return (JSON.parse(json) as { number: number; status: string }[]).map(
        ({ number, status }) => `${number} ${status}`,
      );
    },
    cancelOf: async (number: number) =>
      (await given.state.builds.cancelRequestOf(`api_${number}`))?.reason ?? null,
  };
}

test('queue: more places are for those that wait first, and with fewer one begins when as many have ended', async () => {
  const { submit, takeAll, end, statuses } = await groupWith('queue');
  for (let number = 1; number <= 3; number += 1) await submit(1);
  await takeAll();
  expect(await statuses()).toEqual(['3 queued', '2 queued', '1 running']);
  await submit(3);
  await takeAll();
  expect(await statuses()).toEqual(['4 queued', '3 running', '2 running', '1 running']);
  await submit(1);
  for (const number of [1, 2]) await end(number);
  await takeAll();
  expect(await statuses()).toEqual(['5 queued', '4 queued', '3 running', '2 success', '1 success']);
  await end(3);
  await takeAll();
  expect((await statuses()).slice(0, 3)).toEqual(['5 queued', '4 running', '3 success']);
});

test('reject: what is refused by the old limit is taken by a higher one, and refused by a lower one', async () => {
  const { submit, takeAll, end, statuses } = await groupWith('reject');
  await submit(1);
  expect(await codeOf(submit(1))).toBe('GROUP_FULL');
  await submit(2);
  await takeAll();
  expect(await statuses()).toEqual(['2 running', '1 running']);
  await end(1);
  expect(await codeOf(submit(1))).toBe('GROUP_FULL');
  await end(2);
  await submit(1);
  await takeAll();
  expect(await statuses()).toEqual(['3 running', '2 success', '1 success']);
});

test('replaceQueued: who got a place by a higher limit is not replaced; by a lower one nobody who runs is', async () => {
  const { submit, takeAll, end, statuses, cancelOf } = await groupWith('replaceQueued');
  for (let number = 1; number <= 3; number += 1) await submit(1);
  await takeAll();
  expect(await statuses()).toEqual(['3 queued', '2 cancelled', '1 running']);
  await submit(2);
  await takeAll();
  expect(await statuses()).toEqual(['4 queued', '3 running', '2 cancelled', '1 running']);
  await submit(1);
  expect((await statuses()).slice(0, 2)).toEqual(['5 queued', '4 cancelled']);
  expect(await Promise.all([1, 3].map(cancelOf))).toEqual([null, null]);
  for (const number of [1, 3]) {
    await takeAll();
    expect((await statuses())[0]).toBe('5 queued');
    await end(number);
  }
  await takeAll();
  expect((await statuses())[0]).toBe('5 running');
});

test('cancelRunning: all before it are asked to end, by a higher limit it begins beside them, by a lower one after them', async () => {
  const { submit, takeAll, end, statuses, cancelOf } = await groupWith('cancelRunning');
  await submit(2);
  await takeAll();
  await submit(3);
  await takeAll();
  expect(await statuses()).toEqual(['2 running', '1 running']);
  expect(await cancelOf(1)).toBe('superseded by api #2');
  await submit(1);
  expect(await cancelOf(2)).toBe('superseded by api #3');
  for (const number of [1, 2]) {
    await takeAll();
    expect((await statuses())[0]).toBe('3 queued');
    await end(number);
  }
  await takeAll();
  expect((await statuses())[0]).toBe('3 running');
});
