import { Redis } from 'ioredis';
import { startPrivateRedis } from '../../src/cli/processes/private-redis.ts';
import { claimBuild } from '../../src/queue/claim.ts';
import type { QueueContext } from '../../src/queue/context.ts';
import { createDelivery } from '../../src/queue/delivery.ts';
import { finishBuild } from '../../src/queue/finish.ts';
import { submitBuild } from '../../src/queue/submit.ts';
import { createState } from '../../src/state/index.ts';
import { createStorage } from '../../src/storage/index.ts';
import { type Bench, scaled } from '../harness/part.ts';
import type { Row } from '../harness/row.ts';
import { summarise } from '../harness/statistics.ts';
import { short } from '../harness/table.ts';
import { withFolder } from '../harness/with-folder.ts';

const part = 'queue';
const waiting = 100_000;
const measured = 1_000;
const atOnce = 50;

interface Times {
  readonly submit: number[];
  readonly claim: number[];
}

/** What accepting and taking a build cost while very many wait, against an empty queue. */
export function queue(bench: Bench): Promise<Row[]> {
  return withFolder(async (folder) => {
    const server = await startPrivateRedis(folder);
    const redis = new Redis(server.url.slice('unix://'.length), { maxRetriesPerRequest: null });
    const delivery = createDelivery(redis, '');
    try {
      const state = await createState({ redis, prefix: '' });
      const context = { state, delivery, storage: createStorage(folder) };
      await state.jobs.put('job', {
        stages: [{ title: 'Build', steps: [{ title: 'Compile', command: 'true' }] }],
      });
      bench.say('an empty queue');
      const empty = await measure(context, scaled(bench, measured));
      const before = await usedMemory(redis);
      const count = scaled(bench, waiting);
      bench.say(`${count} builds are put into the queue`);
      await fill(context, count);
      const bytes = ((await usedMemory(redis)) - before) / count;
      bench.say('a full queue');
      const full = await measure(context, scaled(bench, measured));
      return [
        row('accepting a build', count, full.submit, empty.submit),
        row('taking a build', count, full.claim, empty.claim),
        {
          part,
          what: 'memory of Redis for a queued build',
          ours: bytes / 1024,
          unit: 'KiB',
          note: 'with a definition of one step',
        },
      ];
    } finally {
      await delivery.close();
      redis.disconnect();
      await server.stop();
    }
  });
}

function row(what: string, count: number, full: number[], empty: number[]): Row {
  const [ours, least] = [summarise(full), summarise(empty)];
  return {
    part,
    what: `${what} while ${count} wait, p50`,
    ours: ours.p50,
    unit: 'ms',
    limit: { name: 'empty queue', value: least.p50 },
    ratio: ours.p50 / least.p50,
    aim: { of: 'ratio', relation: '<=', value: 1.5 },
    note: `p95 ${short(ours.p95)} ms, of an empty queue ${short(least.p95)} ms, of ${ours.count}`,
  };
}

/** Accepts one and takes one, again and again: as many wait afterwards as before. */
async function measure(context: QueueContext, count: number): Promise<Times> {
  const times: Times = { submit: [], claim: [] };
  for (let index = 0; index < count; index += 1) {
    const begin = performance.now();
    await submit(context);
    const accepted = performance.now();
    const taken = await context.delivery.take('builds');
    const claimed =
      taken === null ? null : await claimBuild(context, { ...taken, queue: 'builds' }, `t${index}`, 'bench');
    times.submit.push(accepted - begin);
    times.claim.push(performance.now() - accepted);
    if (taken === null || claimed === null) throw new Error('no build could be taken');
    await taken.done();
    await finishBuild(context, { ...claimed.build, status: 'success' }, claimed);
  }
  return times;
}

async function fill(context: QueueContext, count: number): Promise<void> {
  let left = count;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      await submit(context);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

const submit = (context: QueueContext) =>
  submitBuild(context, { job: 'job', parameters: {}, cause: { kind: 'api', by: 'bench' } });

async function usedMemory(redis: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
}
