import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultsOf, openBrowser, openPage } from '../helpers/browser.ts';
import { TestDrover } from '../helpers/drover.ts';
import { writeLargeLog } from '../helpers/large-log.ts';

/** 200 MiB; the benchmark does the same with 1 GiB. */
const lines = 2_000_000;
const title = 'main ▸ step 1';

let drover: TestDrover;
let browser: Browser;

beforeAll(async () => {
  [drover, browser] = await Promise.all([TestDrover.up(), openBrowser()]);
  await drover.job('large', 'true');
  await drover.run('large');
  await writeLargeLog(join(drover.data, 'storage/jobs/large/1/main/step-1.log'), lines);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await drover?.stop();
});

const line = (page: Page, number: number) => page.locator(`[data-line="${number}"]`);
const drawn = (page: Page): Promise<number[]> =>
  page.locator('[data-line]').evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-line'))));

test('a line in the middle is opened by its address, with the lines round it', async () => {
  const page = await openPage(browser, drover, '/jobs/large/builds/1#main/step-1:1234567');
  await line(page, 1_234_567).getByText('line 1234567 of a large log').waitFor();
  await page.getByText('2,000,000 lines').waitFor();
  const numbers = await drawn(page);
  expect(numbers).toEqual(Array.from(numbers, (_, index) => (numbers[0] ?? 0) + index));
  expect(numbers.length).toBeLessThan(100);
  expect(faultsOf(page)).toEqual([]);
  await page.close();
});

test('every line is reached: the wheel moves by lines, the ends by keys, and no line is left out', async () => {
  const page = await openPage(browser, drover, '/jobs/large/builds/1#main/step-1:1000000');
  await line(page, 1_000_000).getByText('line 1000000 passed').waitFor();
  const region = page.getByRole('region', { name: `Output of ${title}` });
  await region.hover();
  const first = (await drawn(page))[0] ?? 0;
  // Eighteen pixels are a line, wherever in the two million it is.
  await page.mouse.wheel(0, 180);
  await expect.poll(async () => (await drawn(page))[0]).toBe(first + 10);
  await page.mouse.wheel(0, -180);
  await expect.poll(async () => (await drawn(page))[0]).toBe(first);
  await region.focus();
  // On a machine that draws a frame in a fifth of a second the keys lead to the ends as well.
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 30 });
  await page.keyboard.press('End');
  await line(page, lines).getByText('line 2000000 passed').waitFor();
  await page.keyboard.press('Home');
  await line(page, 1).getByText('line 1 of a large log').waitFor();
  await page.close();
});

test('a search goes through all of it, marks what it finds and leads from hit to hit', async () => {
  const page = await openPage(browser, drover, '/jobs/large/builds/1?view=log');
  await line(page, 1).waitFor();
  await page.getByLabel('Search the log', { exact: true }).fill('LINE 199900');
  await page.getByText('1 of 11', { exact: true }).waitFor({ timeout: 30_000 });
  expect(await line(page, 199_900).locator('mark').textContent()).toBe('line 199900');
  await page.keyboard.press('Enter');
  await line(page, 1_999_000).locator('mark').waitFor();
  await page.getByRole('button', { name: 'Match case' }).click();
  await page.getByText('No hits').waitFor({ timeout: 30_000 });
  expect(faultsOf(page)).toEqual([]);
  await page.close();
});
