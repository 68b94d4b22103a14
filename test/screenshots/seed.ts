import { Redis } from 'ioredis';
import { createState, type State } from '../../src/state/index.ts';
import { sampleBuild } from '../../src/state/testing/sample-build.ts';
import type { TestDrover } from '../helpers/drover.ts';

const step = (title: string, command: string) => ({ title, command });
const passes = (seconds: number) => ({
  stages: [
    {
      title: 'Build',
      steps: [step('Install', `sleep ${seconds / 2}`), step('Compile', `sleep ${seconds / 2}`)],
    },
    { title: 'Test', steps: [step('Unit', 'echo "214 passed"')] },
  ],
});
const breaks = {
  retention: { builds: 4 },
  stages: [
    {
      title: 'Build',
      steps: [step('Install', 'sleep 0.05'), step('Compile', 'echo "src/main.c:14: error"; exit 2')],
    },
  ],
};

/** A team's day: folders, jobs that pass and fail, branches, builds that run, wait and were cancelled. */
export async function seedUsual(drover: TestDrover): Promise<void> {
  const folder = (name: string, parent = '') =>
    drover.request('PUT', `/api/folders/${name}?parent=${parent}`);
  await folder('team');
  await folder('backend', 'team');
  await folder('frontend', 'team');
  await folder('infra');
  await drover.define('api', { title: 'Public interface', ...passes(0.2) }, '?folder=backend');
  await drover.define('worker', passes(0.1), '?folder=backend');
  await drover.define('web', { title: 'Web shop', ...passes(0.3) }, '?folder=frontend');
  await drover.define('design-system', passes(0.1), '?folder=frontend');
  await drover.define('integration', { title: 'End to end, all services', ...passes(0.2) }, '?folder=team');
  await drover.define(
    'terraform-plan',
    { ...passes(0.1), schedules: [{ title: 'Nightly', cron: 'H 2 * * *' }] },
    '?folder=infra',
  );
  await drover.define('certificates', { ...passes(0.1), schedules: [{ cron: '@daily' }] }, '?folder=infra');
  const secret = (place: string, name: string) =>
    drover.request('PUT', `/api/${place}secrets/${name}`, { value: `value-of-${name}` });
  await drover.request('PUT', '/api/users/grace', { role: 'runner', password: 'a-long-password' });
  await drover.request('PUT', '/api/users/linus', { grants: [{ folder: 'backend', role: 'admin' }] });
  await secret('', 'NPM_TOKEN');
  await secret('folders/infra/', 'TF_API_TOKEN');
  await secret('jobs/web/', 'DEPLOY_KEY');
  for (let round = 0; round < 6; round++) {
    const jobs = ['api', 'worker', 'web', 'design-system', 'integration', 'terraform-plan'];
    await Promise.all(jobs.map((job) => drover.run(job)));
  }
  await drover.define('worker', breaks, '?folder=backend');
  await drover.run('worker');
  await drover.run('worker');
  await drover.define('terraform-plan', {
    stages: [{ title: 'Plan', steps: [{ title: 'Plan', command: 'sleep 60', timeout: '100ms' }] }],
    schedules: [{ title: 'Nightly', cron: 'H 2 * * *' }],
  });
  await drover.run('terraform-plan');
  await drover.run('hooks-and-failure');
  await drover.run('hello');
  await drover.define('web', { title: 'Web shop', ...passes(600) });
  await drover.define('api', { title: 'Public interface', ...passes(600) });
  await drover.define('gpu-training', { runsOn: ['gpu'], ...passes(1) }, '?folder=infra');
  await drover.define(
    'deploy',
    { concurrency: { limit: 1 }, retention: { builds: 500, days: 365 }, ...passes(600) },
    '?folder=infra',
  );
  await drover.start('deploy');
  await drover.start('web');
  await drover.start('api');
  await drover.start('deploy');
  await drover.start('gpu-training');
  await drover.start('integration');
  await new Promise((done) => setTimeout(done, 1_500));
}

/** Ten thousand jobs in a hundred folders. */
export async function seedHuge(drover: TestDrover): Promise<void> {
  const redis = new Redis(drover.redisSocket);
  const state = await createState({ redis, prefix: '' });
  for (let folder = 0; folder < 100; folder++) {
    const name = `folder-${folder}`;
    await state.folders.put(name);
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        state.jobs.put(
          `job-${folder * 100 + index}`,
          { title: `Job ${index} of folder ${folder}`, ...passes(0.1) },
          { folder: name },
        ),
      ),
    );
  }
  redis.disconnect();
  await Promise.all(Array.from({ length: 30 }, (_, index) => drover.run(`job-${index * 7}`)));
}

/** Builds that run without a worker: documents with a lease that lasts. */
export async function seedRunning(state: State, count: number): Promise<void> {
  const startedAt = new Date().toISOString();
  for (let index = 0; index < count; index++) {
    const job = `job-${5_000 + index}`;
    const { build } = await state.builds.submit(sampleBuild({ job }), {});
    const claim = {
      token: `token-${index}`,
      worker: 'elsewhere',
      node: 'elsewhere',
      startedAt,
      leaseMs: 3_600_000,
      queue: 'builds',
    };
    await state.builds.claim(`${job}_${build.number}`, claim);
  }
}
