import { join } from 'node:path';
import type { TestDrover } from '../helpers/drover.ts';
import { until } from '../helpers/drover.ts';
import { writeLargeLog } from '../helpers/large-log.ts';
import { defineSampleJobs, sampleJobs } from '../web/support/sample-jobs.ts';
import type { Scene } from './scenes.ts';

/** Builds in every state that the page of a build has to show. */
export async function seedBuilds(drover: TestDrover): Promise<void> {
  await defineSampleJobs(drover);
  await drover.define('failing', { ...sampleJobs.failing, stages: [sampleJobs.failing.stages[0]] });
  await drover.run('failing');
  await drover.define('failing', sampleJobs.failing);
  await drover.run('failing', { BRANCH: 'fix/login' });
  for (const job of ['green', 'warnings', 'late', 'hostile', 'tested', 'wide']) await drover.run(job);
  await drover.start('slow');
  await until(async () => (await drover.log('slow', 1)).includes('rolling'), 'slow runs');
  await drover.request('POST', '/api/jobs/slow/builds/1/cancel', { reason: 'wrong branch' });
  await drover.finished('slow', 1);
  await loseWorker(drover);
  await drover.job('huge', 'true');
  await drover.run('huge');
  await writeLargeLog(join(drover.data, 'storage/jobs/huge/1/main/step-1.log'), 2_000_000);
  await drover.start('queued');
  await drover.start('chatty');
  await drover.start('slow');
}

/** A build whose worker is killed ends as an error of the system. */
async function loseWorker(drover: TestDrover): Promise<void> {
  const worker = await drover.startWorker('doomed', {
    DROVER_LABELS: 'doomed',
    DROVER_REDIS_URL: `unix://${drover.redisSocket}`,
  });
  await drover.define('lost', {
    runsOn: ['doomed'],
    stages: [{ title: 'Deploy', steps: [{ title: 'Upload', command: 'echo uploading; sleep 300' }] }],
  });
  await drover.start('lost');
  await until(async () => (await drover.log('lost', 1)).includes('uploading'), 'lost runs');
  await worker.stop('SIGKILL');
  await drover.finished('lost', 1, 90_000);
}

const build = (name: string, address: string, sign: Scene['sign'], act?: Scene['act']): Scene => ({
  name: `build-${name}`,
  seed: 'builds',
  address: `/jobs/${address}`,
  ...(sign === undefined ? {} : { sign }),
  ...(act === undefined ? {} : { act }),
});

export const buildScenes: readonly Scene[] = [
  build('failed', 'failing/builds/2', 'AssertionError'),
  build('compare', 'failing/builds/2?view=compare', 'What differs'),
  build('green', 'green/builds/1', 'Cause'),
  build('quiet', 'green/builds/1#Test/Quiet', 'printed nothing'),
  build('artifacts', 'green/builds/1?view=artifacts', 'out/report.html', async (page) => {
    await page.getByRole('button', { name: 'out/report.html' }).click();
    await page.frameLocator('iframe').getByText('Report').waitFor();
  }),
  build('no-tests', 'green/builds/1?view=tests', 'No test results'),
  build('tests', 'tested/builds/1?view=tests', 'refuses a bad password'),
  build('definition', 'failing/builds/1?view=definition', 'changed since'),
  build('warnings', 'warnings/builds/1', 'with 1 warning'),
  build('timed-out', 'late/builds/1', 'waiting for the database'),
  build('error', 'lost/builds/1', 'uploading'),
  build('cancelled', 'slow/builds/1', 'Nothing of it runs'),
  build('queued', 'queued/builds/1', 'The build waits'),
  build('running', 'chatty/builds/1', /tick \d+/),
  build('running-scrolled', 'chatty/builds/1', /tick \d+/, async (page) => {
    await page.getByRole('region', { name: /^Output of/ }).focus();
    await page.keyboard.press('Home');
    await page.waitForTimeout(900);
  }),
  build('cancel', 'slow/builds/2', 'rolling', (page) =>
    page.getByRole('button', { name: 'Cancel', exact: true }).click(),
  ),
  build('groups', 'failing/builds/2#Build/Install', 'npm ci'),
  build('hostile', 'hostile/builds/1?view=log', 'hidden words'),
  build('huge', 'huge/builds/1#main/step-1:1000000-1000004', 'line 1000001 of', async (page) => {
    await page.getByLabel('Search the log', { exact: true }).fill('line 10000');
    await page.getByText(/of \d+$/).waitFor();
    await page.getByLabel('Times of lines').selectOption('elapsed');
  }),
  build('wide', 'wide/builds/1?view=log', /^Stage 1 of/),
];
