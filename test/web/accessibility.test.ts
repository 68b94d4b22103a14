import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violationsInBothThemes } from '../helpers/accessibility.ts';
import { openBrowser, openPage } from '../helpers/browser.ts';
import { TestDrover } from '../helpers/drover.ts';

/** Address, and a heading or text by which the page is known to be there. */
const pages = [
  ['/', 'hello'],
  ['/jobs/quick', 'quick'],
  ['/jobs/quick/builds/1', 'quick'],
  ['/jobs/quick/definition', 'Revision'],
  ['/jobs/quick/schedules', 'only when'],
  ['/jobs/quick/branches', 'No branches'],
  ['/queue', 'Nothing waits'],
  ['/github', 'Webhook'],
  ['/reports', 'From the counts in Redis'],
  ['/settings/account', 'this one'],
  ['/settings/tokens', 'May do'],
  ['/settings/users', 'Nobody yet'],
  ['/settings/secrets', 'No secrets yet'],
  ['/settings/retention', 'newest 100 builds'],
  ['/settings/audit', 'Answer'],
  ['/settings/system', 'Everything belongs'],
  ['/workers', 'Workers'],
  ['/workers/nobody', 'No worker named nobody'],
  ['/nothing', 'There is nothing here'],
] as const;

let drover: TestDrover;
let browser: Browser;

beforeAll(async () => {
  [drover, browser] = await Promise.all([TestDrover.up(), openBrowser()]);
  await drover.job('quick', 'echo hello');
  await drover.run('quick');
});
afterAll(async () => {
  await browser?.close();
  await drover?.stop();
});

test('axe-core finds nothing wrong with any page, in both themes', async () => {
  const page = await openPage(browser, drover, '/', { reducedMotion: 'reduce' });
  for (const [address, sign] of pages) {
    await page.goto(drover.url + address);
    await page.getByRole('main').getByText(sign).first().waitFor();
    expect(await violationsInBothThemes(page), address).toEqual([]);
  }
  await page.close();
});

test('and nothing with the sign-in page', async () => {
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  await page.goto(`${drover.url}/login`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.close();
});
