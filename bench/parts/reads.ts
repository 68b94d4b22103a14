import { Redis } from 'ioredis';
import type { TestDrover } from '../../test/helpers/drover.ts';
import { oneStep, startBenchDrover } from '../harness/bench-drover.ts';
import { type Load, load } from '../harness/load.ts';
import { type Bench, scaled } from '../harness/part.ts';
import type { Row } from '../harness/row.ts';
import { readPattern, seedBuilds } from '../harness/seed-builds.ts';

const part = 'reads';
const connections = 20;
const page = '/api/jobs/history/builds?limit=20';

/** Builds stored: of the job whose history is read, and of so many others. */
const sizes = {
  small: { history: 100, jobs: 90, buildsOfEach: 10 },
  large: { history: 1_000, jobs: 9_900, builds: 100_000 },
} as const;

/** Requests per second for pages of what is stored, with little and with much of it. */
export async function reads(bench: Bench): Promise<Row[]> {
  const { drover, builds, stop } = await startBenchDrover(1);
  const redis = new Redis(drover.redisSocket);
  try {
    await drover.define('history', oneStep('true', 'sh'));
    const ended = builds.next('history');
    await drover.start('history');
    await ended;
    const pattern = await readPattern(redis, 'history');

    bench.say('storing 1,000 builds');
    await seedBuilds(redis, pattern, 'history', 2, sizes.small.history);
    await seedOthers(0, sizes.small.jobs, sizes.small.buildsOfEach);
    await measure(bench, drover, page);
    const bare = await measure(bench, drover, '/healthz');
    const small = await measure(bench, drover, page);
    const smallTree = await measure(bench, drover, '/api/jobs');

    const jobs = scaled(bench, sizes.large.jobs);
    const { history } = sizes.large;
    const buildsOfEach = Math.ceil(((bench.stored ?? sizes.large.builds) - history) / sizes.large.jobs);
    const stored = { small: 1_000, large: history + jobs * buildsOfEach };
    bench.say(`storing ${stored.large} builds`);
    await seedBuilds(redis, pattern, 'history', sizes.small.history + 1, history);
    await seedOthers(sizes.small.jobs, jobs, buildsOfEach);
    await rewritten(redis);
    await measure(bench, drover, page);
    const large = await measure(bench, drover, page);
    const largeTree = await measure(bench, drover, '/api/jobs');
    return [bareRow(bare), ...historyRows(small, large, stored), ...treeRows(smallTree, largeTree, jobs)];

    async function seedOthers(from: number, to: number, buildsOfEach: number): Promise<void> {
      for (let job = from; job < to; job += 1)
        await seedBuilds(redis, pattern, `other-${job}`, 1, buildsOfEach);
    }
  } finally {
    redis.disconnect();
    await stop();
  }
}

/** Storing so much makes Redis rewrite its append-only file, for some seconds on a core of its own. */
async function rewritten(redis: Redis): Promise<void> {
  for (let look = 0; look < 300; look += 1) {
    if ((await redis.info('persistence')).includes('aof_rewrite_in_progress:0')) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function measure(bench: Bench, drover: TestDrover, path: string): Promise<Load> {
  bench.say(`GET ${path}`);
  return load(`${drover.url}${path}`, drover.token, connections, scaled(bench, 10));
}

const bareRow = (bare: Load): Row => ({
  part,
  what: 'GET /healthz: HTTP alone',
  ours: bare.requestsPerSecond,
  unit: 'req/s',
  note: noteOf(bare),
});

function historyRows(small: Load, large: Load, stored: { small: number; large: number }): Row[] {
  const what = `page of 20 builds, ${stored.large} stored`;
  return [
    {
      part,
      what: `page of 20 builds, ${stored.small} stored`,
      ours: small.requestsPerSecond,
      unit: 'req/s',
      aim: { of: 'ours', relation: '>=', value: 3_200 },
      note: noteOf(small),
    },
    {
      part,
      what,
      ours: large.requestsPerSecond,
      unit: 'req/s',
      limit: { name: `${stored.small} stored`, value: small.requestsPerSecond },
      ratio: large.requestsPerSecond / small.requestsPerSecond,
      aim: { of: 'ratio', relation: '>=', value: 0.9 },
      note: noteOf(large),
    },
    {
      part,
      what: `${what}, p99`,
      ours: large.p99,
      unit: 'ms',
      aim: { of: 'ours', relation: '<=', value: 20 },
    },
  ];
}

function treeRows(small: Load, large: Load, jobs: number): Row[] {
  const row = (count: number, figures: Load): Row => ({
    part,
    what: `the tree, ${count} jobs`,
    ours: figures.requestsPerSecond,
    unit: 'req/s',
    note: noteOf(figures),
  });
  return [row(sizes.small.jobs, small), row(jobs, large)];
}

const noteOf = ({ p50, p99, failed }: Load): string =>
  `p50 ${p50}, p99 ${p99} ms, ${connections} connections${failed === 0 ? '' : `, ${failed} REQUESTS FAILED`}`;
