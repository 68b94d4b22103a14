import { Redis } from 'ioredis';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createState, type State } from '../../src/state/index.ts';
import { faultsOf, openBrowser, openPage } from '../helpers/browser.ts';
import { TestDrover } from '../helpers/drover.ts';
import { seedHuge, seedRunning } from '../screenshots/seed.ts';

const running = 200;

let drover: TestDrover;
let browser: Browser;
let redis: Redis;
let state: State;

beforeAll(async () => {
  [drover, browser] = await Promise.all([TestDrover.up(), openBrowser()]);
  redis = new Redis(drover.redisSocket);
  state = await createState({ redis, prefix: '' });
  await seedHuge(drover);
  await seedRunning(state, running);
}, 240_000);
afterAll(async () => {
  redis?.disconnect();
  await browser?.close();
  await drover?.stop();
});

const rows = (page: Page) => page.getByRole('table', { name: 'Jobs' }).getByRole('row');

test('of ten thousand jobs only the rows that are seen are in the document', async () => {
  const page = await openPage(browser, drover);
  await rows(page).nth(5).waitFor();
  expect(await rows(page).count()).toBeLessThan(120);
  await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
  await page.getByRole('link', { name: 'job-9999', exact: true }).waitFor();
  await page.getByRole('searchbox').fill('folder-42 job-4217');
  await page.getByRole('link', { name: 'job-4217', exact: true }).waitFor();
  expect(new URL(page.url()).searchParams.get('q')).toBe('folder-42 job-4217');
  await page.close();
});

test('what runs is counted, and news of one job are shown soon after they came', async () => {
  const page = await openPage(browser, drover, '/nothing');
  await page.addInitScript({ content: noteMessages('job-1') });
  await page.goto(`${drover.url}/?q=job-1`);
  await page.getByText(`${running} running`).waitFor();
  const row = rows(page).filter({ has: page.getByRole('link', { name: 'job-1', exact: true }) });
  await row.waitFor();
  const spans: number[] = [];
  for (let round = 0; round < 5; round++) {
    const { number } = await drover.start('job-1');
    await row.getByText(`#${number}`, { exact: true }).waitFor();
    spans.push(await page.evaluate<number>(`window.shownAfter(${number})`));
  }
  const median = spans.sort((a, b) => a - b)[2] ?? 0;
  process.stdout.write(
    `news are shown after ${median.toFixed(0)} ms with 10,000 jobs and ${running} running\n`,
  );
  expect(median).toBeLessThan(1_000);
  expect(faultsOf(page)).toEqual([]);
  await page.close();
});

/** Notes in the page when the first message about a build of the job came, and when its number was shown. */
const noteMessages = (job: string): string => `{
  const came = new Map();
  const shown = new Map();
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(url, protocols) {
      super(url, protocols);
      this.addEventListener('message', ({ data }) => {
        const number = /"job":"${job}","number":(\\d+)/.exec(String(data))?.[1];
        if (number !== undefined && !came.has(number)) came.set(number, performance.now());
      });
    }
  };
  new MutationObserver(() => {
    for (const number of came.keys())
      if (!shown.has(number) && document.body?.textContent.includes('#' + number)) shown.set(number, performance.now());
  }).observe(document, { subtree: true, childList: true, characterData: true });
  window.shownAfter = (number) => shown.get(String(number)) - came.get(String(number));
}`;

test('everything can be reached by keyboard alone', async () => {
  const page = await openPage(browser, drover);
  await rows(page).nth(5).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('job-7');
  await page.getByRole('link', { name: 'job-7', exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('o');
  await page.waitForURL(/\/jobs\/job-\d+$/);
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
  await page.keyboard.press('r');
  await page.waitForURL(/\/jobs\/job-\d+\/builds\/\d+/);
  await page.keyboard.press('g');
  await page.keyboard.press('w');
  await page.waitForURL('**/workers');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await page.waitForURL(`${drover.url}/`);
  expect(faultsOf(page)).toEqual([]);
  await page.close();
});
