import { createHash } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violationsOf } from '../helpers/accessibility.ts';
import { faultsOf, openBrowser, openPage } from '../helpers/browser.ts';
import { TestDrover, until } from '../helpers/drover.ts';
import { sampleJobs } from './support/sample-jobs.ts';

let drover: TestDrover;
let browser: Browser;

beforeAll(async () => {
  [drover, browser] = await Promise.all([TestDrover.up({ DROVER_SLOTS: '4' }), openBrowser()]);
  // It runs until its file is there.
  const command = `echo waiting; while [ ! -e ${drover.data}/go ]; do sleep 0.1; done`;
  await drover.define('waits', { stages: [{ title: 'main', steps: [{ title: 'wait', command }] }] });
});
afterAll(async () => {
  await browser?.close();
  await drover?.stop();
});

const choose = async (page: Page, item: string): Promise<void> => {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
};

/** Notes what the page tells the desktop. */
const noteNotifications = `
  window.told = [];
  window.Notification = class extends Notification {
    constructor(title, options) {
      super(title, options);
      window.told.push(title + ': ' + options.body);
    }
  };`;

test('a running build is extended, and whoever asked is notified once when it ends; the tab says how it is', async () => {
  const { number } = await drover.start('waits');
  const page = await openPage(browser, drover, '/nothing', { permissions: ['notifications'] });
  await page.addInitScript({ content: noteNotifications });
  await page.goto(`${drover.url}/jobs/waits/builds/${number}`);
  await page.getByText('Runs main ▸ wait').waitFor();
  const icon = () => page.locator('#favicon').getAttribute('href');
  const running = await icon();
  expect(running).toContain('stroke-dasharray');
  expect(await page.title()).toBe(`waits #${number} running · Drover`);

  await choose(page, 'Change its time limit');
  await page.getByLabel('New limit').fill('soon');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText('soon').waitFor();
  await page.getByLabel('New limit').fill('2h');
  await page.getByRole('button', { name: 'Change the limit' }).click();
  await page.getByText('The time limit is changed.').waitFor();
  // Its worker writes it down.
  await until(async () => {
    const { startedAt, deadline } = await drover.build('waits', number);
    return Date.parse(deadline ?? '') - Date.parse(startedAt ?? '') === 2 * 3_600_000;
  }, 'the limit is two hours');

  await choose(page, 'Notify me when it ends');
  await page.getByText('You will be notified').waitFor();
  await drover.request('POST', `/api/jobs/waits/builds/${number}/cancel`, { reason: 'enough', force: true });
  await page.getByText(/^Cancelled by .*: enough/).waitFor();
  expect(await icon()).not.toBe(running);
  expect(await page.title()).toBe(`waits #${number} cancelled · Drover`);
  const told = await page.evaluate<string[]>('window.told');
  expect(told).toEqual([expect.stringMatching(new RegExp(`^waits #${number} cancelled: .*enough`))]);
  expect(faultsOf(page).filter((fault) => !fault.includes('400'))).toEqual([]);
  await page.close();
});

test('a build is kept with a reason, and let go again', async () => {
  await drover.job('kept', 'true');
  await drover.run('kept');
  const page = await openPage(browser, drover, '/jobs/kept/builds/1');
  await choose(page, 'Keep this build');
  await page.getByLabel('Reason').fill('release 1.4');
  await page.keyboard.press('Enter');
  await page.getByText('pinned', { exact: true }).waitFor();
  expect((await drover.build('kept', 1)).pinned?.reason).toBe('release 1.4');
  await choose(page, 'Do not keep it any more');
  await page.getByText('pinned', { exact: true }).waitFor({ state: 'hidden' });
  expect((await drover.build('kept', 1)).pinned).toBeUndefined();
  expect(faultsOf(page)).toEqual([]);
  await page.close();
});

test('a rerun asks again for passwords, which are kept nowhere', async () => {
  await drover.define('deploy', {
    parameters: [{ title: 'PASSPHRASE', type: 'password' }, { title: 'WHERE' }],
    // Its hash tells which value the build got; the value itself would be masked.
    stages: [
      { title: 'Use', steps: [{ title: 'it', command: 'printf %s "$PASSPHRASE$WHERE" | sha256sum' }] },
    ],
  });
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  await drover.run('deploy', { PASSPHRASE: 'first-pass-1', WHERE: 'here' });
  const page = await openPage(browser, drover, '/jobs/deploy/builds/1');
  await page.getByRole('button', { name: 'Rerun' }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByLabel('PASSPHRASE').getAttribute('type')).toBe('password');
  await dialog.getByLabel('PASSPHRASE').fill('second-pass-2');
  await dialog.getByRole('button', { name: 'Rerun' }).click();
  await page.waitForURL('**/jobs/deploy/builds/2');
  await page.getByText(/^Succeeded in/).waitFor();
  expect(await drover.log('deploy', 2)).toContain(sha256('second-pass-2here'));
  expect(await page.content()).not.toMatch(/(first|second)-pass/);
  expect(faultsOf(page)).toEqual([]);
  await page.close();
});

test('a failed build goes on from its failed stage; one without its workspace says why it cannot', async () => {
  const stages = [
    { title: 'Build', steps: [{ title: 'Compile', command: 'echo compiled > out' }] },
    { title: 'Test', steps: [{ title: 'Unit', command: `cat out; [ -e ${drover.data}/mended ]` }] },
  ];
  await drover.define('gone', { stages });
  await drover.define('flawed', { keepWorkspace: 'onFailure, 30m', stages });
  await Promise.all([drover.run('gone'), drover.run('flawed')]);
  const page = await openPage(browser, drover, '/jobs/gone/builds/1');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  const item = page.getByRole('menuitem', { name: 'Rerun from the failed stage' });
  await item.getByText('Its workspace was not kept').waitFor();
  expect(await item.isDisabled()).toBe(true);

  await page.goto(`${drover.url}/jobs/flawed/builds/1`);
  await choose(page, 'Rerun from the failed stage');
  await page.waitForURL('**/jobs/flawed/builds/2');
  await page.getByText('Test ▸ Unit exited 1').waitFor();
  const again = await drover.finished('flawed', 2);
  expect(again.stages.map(({ status }) => status)).toEqual(['skipped', 'failure']);
  expect(faultsOf(page)).toEqual([]);
  await page.close();
});

test('test results are shown, the failures with their messages, and with their stacks for whoever unfolds one', async () => {
  await drover.define('tested', sampleJobs.tested);
  await drover.run('tested');
  const page = await openPage(browser, drover, '/jobs/tested/builds/1');
  await page.getByRole('link', { name: /^Tests/ }).click();
  await page.getByText('4 tests: 2 passed, 1 failed, 1 skipped').waitFor();
  const failure = page.getByRole('article').filter({ hasText: 'refuses a bad password' });
  expect(await failure.locator('pre').textContent()).toContain('expected 401, got 200');
  await failure.getByText('Details of the report').click();
  await failure.getByText('at test/login.test.ts:14:22').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  expect(faultsOf(page)).toEqual([]);
  await page.close();
});

test('nothing moves for whoever wants reduced motion', async () => {
  const { number } = await drover.start('waits');
  const moves = (page: Page) =>
    page.evaluate<number>(
      `document.getAnimations().filter(({ effect }) => effect.getComputedTiming().activeDuration > 0).length`,
    );
  const page = await openPage(browser, drover, `/jobs/waits/builds/${number}`);
  await page.getByText('Runs main ▸ wait').waitFor();
  await until(async () => (await moves(page)) > 0, 'the running mark turns');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await until(async () => (await moves(page)) === 0, 'it stands still');
  await page.close();
  await drover.request('POST', `/api/jobs/waits/builds/${number}/cancel`, { force: true });
});
