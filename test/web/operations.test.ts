import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violationsOf } from '../helpers/accessibility.ts';
import { faultsOf, openBrowser, openPage } from '../helpers/browser.ts';
import { TestDrover, until } from '../helpers/drover.ts';

let drover: TestDrover;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [drover, browser] = await Promise.all([
    TestDrover.up({ DROVER_NAME: 'node-1', DROVER_SLOTS: '1' }),
    openBrowser(),
  ]);
  page = await openPage(browser, drover, '/workers');
});
afterAll(async () => {
  expect(faultsOf(page)).toEqual([]);
  await browser?.close();
  await drover?.stop();
});

const go = (address: string) => page.goto(drover.url + address);
const choose = async (menu: string, item: string) => {
  await page.getByRole('button', { name: menu }).click();
  await page.getByRole('menuitem', { name: item }).click();
};
const row = (text: string) => page.getByRole('row').filter({ hasText: text });
const queued = async () => {
  const { json } = await drover.request<{ builds: { job: string; number: number }[] }>('GET', '/api/queue');
  return json.builds.map(({ job, number }) => `${job} #${number}`);
};

test('a worker is paused, resumed and drained; what it ran is listed', async () => {
  await drover.job('quick', 'true');
  await drover.run('quick');
  await choose('Actions of node-1', 'Pause');
  await row('node-1').getByText('paused').waitFor();
  await choose('Actions of node-1', 'Resume');
  await row('node-1').getByText('online').waitFor();
  await page.getByRole('main').getByRole('link', { name: 'node-1' }).click();
  await page.getByRole('table', { name: 'Builds of node-1' }).getByText('quick #1').waitFor();
  await choose('Actions of node-1', 'Drain…');
  await page.getByText('Somebody has to start it again').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Not now' }).click();
});

test('the command that adds a worker can be copied as it is, and turns green when the worker reports', async () => {
  await go('/workers');
  const command = page.getByRole('main').locator('pre');
  await command.getByText(`unix://${drover.redisSocket}`).waitFor();
  const [, name = ''] = /--name (\S+)/.exec((await command.textContent()) ?? '') ?? [];
  const worker = await drover.startWorker(name, { DROVER_REDIS_URL: `unix://${drover.redisSocket}` });
  await page.getByText(`${name} has reported and takes builds.`).waitFor();
  await choose(`Actions of ${name}`, 'Drain…');
  await page.getByRole('button', { name: 'Drain', exact: true }).click();
  expect(await worker.exit()).toBe(0);
});

test('schedules show when they run next', async () => {
  await drover.define('nightly', {
    schedules: [{ title: 'At night', cron: '17 2 * * *', timezone: 'UTC' }],
    stages: [{ steps: [{ command: 'true' }] }],
  });
  await go('/jobs/nightly/schedules');
  const times = page.getByRole('list', { name: 'Next times' }).getByRole('listitem');
  await times.nth(4).waitFor();
  expect(await times.count()).toBe(5);
});

test('what retention would remove is seen before it is removed', async () => {
  for (let round = 0; round < 3; round++) await drover.run('quick');
  // Written as the next build will be judged: nothing is removed until one ends.
  await drover.define('quick', { retention: { builds: 1 }, stages: [{ steps: [{ command: 'true' }] }] });
  await go('/settings/retention');
  await page.getByText('its newest 100 builds').waitFor();
  await row('quick').getByText('its newest build').waitFor();
  await page.getByRole('button', { name: 'Look', exact: true }).click();
  await row('beyond the newest 1').getByText('3, from #1 to #3').waitFor();
  expect((await drover.build('quick', 1)).status).toBe('success');
  await page.getByRole('button', { name: 'Remove them…' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByText('Nothing: every build is within what is kept.').waitFor();
  expect((await drover.request('GET', '/api/jobs/quick/builds/1')).status).toBe(404);
});

test('builds that wait are moved to the front, given a priority, and taken out', async () => {
  await drover.job('long', 'sleep 300');
  await drover.request('POST', '/api/workers/node-1/pause', {});
  for (const job of ['long', 'quick', 'hello']) await drover.start(job);
  await go('/queue');
  await choose('Place of hello #1', 'Move to the front');
  await until(async () => (await queued())[0] === 'hello #1', 'hello is in front');
  await row('hello #1').getByText('front', { exact: true }).waitFor();
  await choose('Place of quick #5', 'Priority…');
  await page.getByRole('spinbutton').fill('11');
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByText('A whole number from -10 to 10.').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('spinbutton').fill('5');
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByText('quick #5 has the priority 5.').waitFor();
  expect(await queued()).toEqual(['hello #1', 'quick #5', 'long #1']);
  for (const build of await queued()) await page.getByRole('button', { name: `Cancel ${build}` }).click();
  await page.getByText('Nothing waits').waitFor();
});
