import { Redis } from 'ioredis';
import { createKeys } from '../../src/state/keys.ts';
import type { TallyRow } from '../../src/state/tally-row.ts';
import { type TestDrover, until } from '../helpers/drover.ts';
import { sampleJobs } from '../web/support/sample-jobs.ts';
import type { Scene } from './scenes.ts';

const dayMs = 86_400_000;
const jobs = ['api', 'website', 'nightly'];

/** A month of builds of three jobs, as they are counted, and some with test results that are really there. */
export async function seedReports(drover: TestDrover): Promise<void> {
  for (const job of jobs) await drover.job(job, 'true');
  await drover.define('tested', sampleJobs.tested);
  for (let run = 0; run < 3; run += 1) await drover.run('tested');
  const redis = new Redis(drover.redisSocket);
  const rows = Array.from({ length: 900 }, (_, index) => JSON.stringify(rowOf(index)));
  await redis.rpush(createKeys('').untallied(), ...rows);
  await until(async () => (await redis.llen(createKeys('').untallied())) === 0, 'all are counted');
  redis.disconnect();
}

function rowOf(index: number): TallyRow {
  const job = jobs[index % jobs.length] ?? '';
  const daysAgo = (index * 7) % 30;
  const durationMs = 40_000 + ((index * 7919) % 90_000) + (29 - daysAgo) * 2_000;
  const isFlaky = index % 17 === 0;
  const lost = { flaky: isFlaky, retries: isFlaky ? 1 : 0, retryMs: isFlaky ? 12_000 : 0 };
  const status = index % 11 === 0 ? 'failure' : index % 37 === 0 ? 'cancelled' : 'success';
  const part = (title: string, share: number) => ({ title, status, durationMs: durationMs * share, ...lost });
  return {
    job,
    number: index + 1,
    at: Date.now() - daysAgo * dayMs,
    status,
    worker: `ci-${(index % 4) + 1}`,
    cause: index % 3 === 0 ? 'schedule' : 'push',
    queueMs: (index * 613) % 9_000,
    durationMs,
    ...lost,
    stages: [part('Build', 0.4), part('Test', 0.6)],
    steps: [
      { stage: 'Build', ...part('Compile', 0.4) },
      { stage: 'Test', ...part('Unit', 0.2) },
      { stage: 'Test', ...part('System', 0.4) },
    ],
    parameters: [['BRANCH', index % 5 === 0 ? 'release/4.2' : 'main']],
  };
}

export const reportScenes: readonly Scene[] = [
  { name: 'reports-month', seed: 'reports', address: '/reports', sign: 'From the counts in Redis' },
  {
    name: 'reports-tests',
    seed: 'reports',
    address: '/reports?job=tested',
    sign: 'builds with test results',
    act: (page) => page.getByText('builds with test results').scrollIntoViewIfNeeded(),
  },
  { name: 'reports-empty', seed: 'empty', address: '/reports', sign: 'No builds ended' },
];
