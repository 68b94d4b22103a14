import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openPage } from '../helpers/browser.ts';
import { Cluster } from '../live/support/cluster.ts';

let cluster: Cluster;
let browser: Browser;

beforeAll(async () => {
  [cluster, browser] = await Promise.all([Cluster.start({ workers: ['one'] }), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await cluster?.stop();
});

test('a server that is killed and comes back costs a followed log not one line', async () => {
  const { drover, servers } = cluster;
  const lines = 200;
  const file = (name: string) => join(drover.data, name);
  const print = (from: number, to: number) => `for i in $(seq ${from} ${to}); do echo "count $i"; done`;
  const wait = (name: string) => `while [ ! -e ${file(name)} ]; do sleep 0.05; done`;
  // Some lines come before, some while it is away, and some when it is back.
  await drover.job(
    'counting',
    [print(1, 40), wait('away'), print(41, 120), wait('back'), print(121, lines)].join('; '),
  );
  await drover.start('counting');
  const page = await openPage(browser, drover, '/jobs/counting/builds/1');
  await page.locator('[data-line="40"]').waitFor();

  const { process, url } = servers[0]!;
  await process.stop('SIGKILL');
  await writeFile(file('away'), '');
  await page.getByText('Connection lost').waitFor();
  await drover.startServer({ DROVER_PORT: new URL(url).port });
  await page.locator('[data-line="120"]').waitFor();
  await writeFile(file('back'), '');

  await page.getByText(/^Succeeded in/).waitFor();
  await page.locator(`[data-line="${lines}"]`).getByText(`count ${lines}`).waitFor();
  await page.getByText(`${lines} lines`).waitFor();
  // Every line is the right one: those that came live and those that came when it was back.
  const texts = new Map<number, string>();
  const look = async (): Promise<number> => {
    const rows = await page
      .locator('[data-line]')
      .evaluateAll((found) =>
        found.map((row) => [Number(row.getAttribute('data-line')), row.textContent ?? ''] as const),
      );
    for (const [number, text] of rows) texts.set(number, text);
    return rows.at(-1)?.[0] ?? 0;
  };
  const region = page.getByRole('region', { name: 'Output of main ▸ step 1' });
  await region.hover();
  await region.focus();
  await page.keyboard.press('Home');
  await page.locator('[data-line="1"]').waitFor();
  for (let last = await look(); last < lines; ) {
    const before = last;
    await page.mouse.wheel(0, 250);
    await expect
      .poll(async () => {
        last = await look();
        return last;
      })
      .toBeGreaterThan(before);
  }
  expect(texts.size).toBe(lines);
  for (const [number, text] of texts) expect(text).toBe(`${number}count ${number}`);
  await page.close();
});
