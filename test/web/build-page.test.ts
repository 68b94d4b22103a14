import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violationsInBothThemes } from '../helpers/accessibility.ts';
import { faultsOf, openBrowser, openPage, ownProfile } from '../helpers/browser.ts';
import { TestDrover, until } from '../helpers/drover.ts';
import { defineSampleJobs, sampleJobs } from './support/sample-jobs.ts';

let drover: TestDrover;
let browser: Browser;

beforeAll(async () => {
  [drover, browser] = await Promise.all([
    TestDrover.up({ DROVER_SLOTS: '4', DROVER_CANCEL_GRACE: '1m' }),
    openBrowser(),
  ]);
  await defineSampleJobs(drover);
});
afterAll(async () => {
  await browser?.close();
  await drover?.stop();
});

const line = (page: Page, number: number) => page.locator(`[data-line="${number}"]`);
const log = (page: Page, title: string) => page.getByRole('region', { name: `Output of ${title}` });

/** The numbers of the lines that are drawn, in order. */
const drawn = (page: Page): Promise<number[]> =>
  page.locator('[data-line]').evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-line'))));

test('a failed build is understood without a click: what failed, why, and where in the log', async () => {
  await drover.define('failing', { ...sampleJobs.failing, stages: [{ steps: [{ command: 'true' }] }] });
  await drover.run('failing');
  await drover.define('failing', sampleJobs.failing);
  const { number } = await drover.run('failing', { BRANCH: 'fix/login' });
  const page = await openPage(browser, drover, `/jobs/failing/builds/${number}`);
  await page.getByText('Test ▸ Unit exited 1').waitFor();
  const why = page.getByRole('region', { name: 'Why it failed' });
  await why.getByText('AssertionError: expected 401, got 200').waitFor();
  await log(page, 'Test ▸ Unit').getByText('✕ login › refuses a bad password').waitFor();
  expect(await page.getByText('Last success').textContent()).toContain('#1');
  await page.getByRole('navigation', { name: 'Steps' }).getByText('ignored').waitFor();
  expect(await page.title()).toContain(`failing #${number}`);

  await page.getByRole('link', { name: 'Compare' }).first().click();
  await page.getByRole('table', { name: 'What differs' }).getByText('fix/login').waitFor();
  expect(faultsOf(page)).toEqual([]);
  await page.close();
});

test('the keyboard alone leads to the error, through the steps and the search', async () => {
  const page = await openPage(browser, drover, '/jobs/failing/builds/2');
  await line(page, 143).waitFor();
  await page.keyboard.press('e');
  await expect.poll(() => page.url()).toContain('#Test/Unit:143');
  await page.keyboard.press('k');
  await log(page, 'Test ▸ Lint').getByText('3 warnings').waitFor();
  await page.keyboard.press('j');
  await log(page, 'Test ▸ Unit').waitFor();
  await page.keyboard.press('s');
  await page.keyboard.type('CASE-007');
  await line(page, 9).locator('mark').waitFor();
  await page.getByText('1 of 1', { exact: true }).waitFor();
  expect(faultsOf(page)).toEqual([]);
  await page.close();
});

test('lines are linked: a click selects one, shift and a click a range, and the address leads others there', async () => {
  const page = await openPage(browser, drover, '/jobs/failing/builds/2#Test/Unit:40');
  await line(page, 40).waitFor();
  await line(page, 41).getByRole('link').click();
  await line(page, 44)
    .getByRole('link')
    .click({ modifiers: ['Shift'] });
  await expect.poll(() => page.url()).toMatch(/#Test\/Unit:41-44$/);
  const { pathname, hash } = new URL(page.url());
  const other = await openPage(browser, drover, pathname + hash, ownProfile);
  await line(other, 44).waitFor();
  expect(await drawn(other)).toContain(41);
  await page.close();
  await other.close();
});

test('groups are folded, and open at a click', async () => {
  const page = await openPage(browser, drover, '/jobs/failing/builds/2#Build/Install');
  const title = page.getByRole('button', { name: 'npm ci' });
  await title.waitFor();
  expect(await drawn(page)).toEqual([1]);
  await title.click();
  await line(page, 10).getByText('added package 9').waitFor();
  await page.close();
});

test('a live log is followed, leaves a reader alone who scrolls up, and goes on at the end', async () => {
  const { number } = await drover.start('chatty');
  const page = await openPage(browser, drover, `/jobs/chatty/builds/${number}`);
  await page.getByText('Runs Test ▸ Soak').waitFor();
  const last = async () => (await drawn(page)).at(-1) ?? 0;
  await expect.poll(last).toBeGreaterThan(80);
  const before = await last();
  await expect.poll(last).toBeGreaterThan(before);

  await log(page, 'Test ▸ Soak').hover();
  await page.mouse.wheel(0, -700);
  const pill = page.getByRole('button', { name: /new lines?$/ });
  const told = async () => Number.parseInt((await pill.textContent()) ?? '', 10);
  await expect.poll(told).toBeGreaterThan(2);
  const stays = await drawn(page);
  const soFar = await told();
  await expect.poll(told).toBeGreaterThan(soFar + 10);
  expect(await drawn(page)).toEqual(stays);

  await pill.click();
  const again = await last();
  await expect.poll(last).toBeGreaterThan(again);
  expect(faultsOf(page)).toEqual([]);
  await drover.request('POST', `/api/jobs/chatty/builds/${number}/cancel`);
  await page.getByText(/^Cancelled by/).waitFor();
  await page.close();
});

test('a colour from far above is right where a live log is opened, and a search finds what is printed later', async () => {
  const go = join(drover.data, 'go');
  await drover.job(
    'painted',
    `printf '\\033[31m'; seq 1 3000; while [ ! -e ${go} ]; do sleep 0.1; done; echo a needle; sleep 600`,
  );
  await drover.start('painted');
  await until(async () => (await drover.log('painted', 1)).includes('3000'), 'all is printed');
  const page = await openPage(browser, drover, '/jobs/painted/builds/1#main/step-1:2500');
  await line(page, 2500).getByText('2500', { exact: true }).last().waitFor();
  const red = await line(page, 2500).locator('span > span[style]').getAttribute('style');
  expect(red).toMatch(/color/);
  await page.getByLabel('Search the log', { exact: true }).fill('needle');
  await page.getByText('No hits').waitFor();
  await writeFile(go, '');
  await page.getByText('– of 1', { exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await line(page, 3001).locator('mark').waitFor();
  expect(await line(page, 3001).locator('mark').getAttribute('style')).toBe(red);
  await drover.request('POST', '/api/jobs/painted/builds/1/cancel', { force: true });
  expect(faultsOf(page)).toEqual([]);
  await page.close();
});

test('two browsers see the same, and a cancel in one is seen in both, with its proof', async () => {
  const { number } = await drover.start('slow');
  const [one, two] = await Promise.all(
    [0, 1].map(() => openPage(browser, drover, `/jobs/slow/builds/${number}`, ownProfile)),
  );
  for (const page of [one!, two!]) await log(page, 'Deploy ▸ Roll out').getByText('rolling').waitFor();
  await one!.getByRole('button', { name: 'Cancel', exact: true }).click();
  await one!.getByLabel('Reason').fill('wrong branch');
  await one!.getByRole('button', { name: 'Cancel the build' }).click();
  // The second time skips the hooks, the third kills at once.
  await one!.getByRole('button', { name: 'Skip the hooks' }).click();
  await one!.getByRole('button', { name: 'Kill it now' }).click();
  for (const page of [one!, two!]) {
    await page.getByText(/^Cancelled by .*: wrong branch/).waitFor();
    const proof = page.getByRole('region', { name: 'How it was ended' });
    expect(await proof.textContent()).toMatch(/SIGTERM[\s\S]*SIGKILL[\s\S]*Nothing of it runs any more/);
    expect(faultsOf(page)).toEqual([]);
    await page.close();
  }
});

test('nothing that a log says acts: scripts, links, titles and signs are text', async () => {
  await drover.run('hostile');
  const page = await openPage(browser, drover, '/jobs/hostile/builds/1?view=log');
  await line(page, 1).getByText('<script>window.hacked = 1</script>').waitFor();
  expect(await page.evaluate('"hacked" in window')).toBe(false);
  expect(await log(page, 'Say ▸ Things').locator('a:not([data-line] > a), img, script').count()).toBe(0);
  expect(await page.title()).not.toContain('owned');
  expect(await log(page, 'Say ▸ Things').textContent()).toContain('done 100%');
  expect(await log(page, 'Say ▸ Things').textContent()).not.toContain('done 50%');
  expect(await line(page, 4).textContent()).toContain('hidden words');
  await page.getByRole('button', { name: '<script>window.hacked=1</script>' }).click();
  await line(page, 8).getByText('inside').waitFor();
  expect(faultsOf(page)).toEqual([]);
  await page.close();
});

test('an artifact is looked at in a sandbox, and a step that printed nothing says so', async () => {
  await drover.run('green');
  const page = await openPage(browser, drover, '/jobs/green/builds/1');
  await page.getByText(/^Succeeded in/).waitFor();
  await page.getByRole('heading', { name: 'Cause' }).waitFor();
  await page.getByRole('link', { name: /Artifacts/ }).click();
  await page.getByRole('button', { name: 'out/report.html' }).click();
  const report = page.frameLocator('iframe');
  await report.getByRole('heading', { name: 'Report' }).waitFor();
  expect(await page.title()).toContain('green #1');
  await page.getByRole('button', { name: 'out/data.csv' }).click();
  await page.getByText('one,two').waitFor();
  await page.getByRole('link', { name: 'Log', exact: true }).click();
  await page.getByRole('navigation', { name: 'Steps' }).getByText('Quiet').click();
  await page.getByText('This command printed nothing.').waitFor();
  await page.close();
});

test('axe-core finds nothing wrong with a build in any state, in both themes', async () => {
  await drover.start('queued');
  await drover.run('warnings');
  await drover.run('late');
  const pages = [
    ['/jobs/failing/builds/2', 'AssertionError'],
    ['/jobs/failing/builds/2?view=compare', 'What differs'],
    ['/jobs/green/builds/1', 'Cause'],
    ['/jobs/green/builds/1?view=artifacts', 'out/data.csv'],
    ['/jobs/green/builds/1?view=definition', 'stages'],
    ['/jobs/green/builds/1?view=tests', 'No test results'],
    ['/jobs/queued/builds/1', 'The build waits'],
    ['/jobs/warnings/builds/1?view=log', 'fine'],
    ['/jobs/late/builds/1', 'waiting for the database'],
    ['/jobs/hostile/builds/1?view=log', 'hidden words'],
  ] as const;
  const page = await openPage(browser, drover, '/', { reducedMotion: 'reduce' });
  for (const [address, sign] of pages) {
    await page.goto(drover.url + address);
    await page.getByRole('main').getByText(sign).first().waitFor();
    expect(await violationsInBothThemes(page), address).toEqual([]);
  }
  await page.close();
});
