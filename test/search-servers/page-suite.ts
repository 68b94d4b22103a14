import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultsOf, openBrowser, openPage } from '../helpers/browser.ts';
import { TestDrover, until } from '../helpers/drover.ts';
import type { SearchServer } from './start.ts';
import { ask } from './testing.ts';

/** From a line that a command prints to the page that finds it. */
export function pageSuite(given: { readonly server: SearchServer }): void {
  let drover: TestDrover;
  let browser: Browser;

  beforeAll(async () => {
    [drover, browser] = await Promise.all([
      TestDrover.up({
        DROVER_ELASTICSEARCH_URL: given.server.url,
        DROVER_ELASTICSEARCH_INDEX: 'page',
        DROVER_INDEX_LOGS: 'true',
      }),
      openBrowser(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await drover?.stop();
  });

  test('which build printed this is found on the page, and leads to the line', async () => {
    await drover.job('api', 'seq 50; echo "the quick brown fox"; seq 50');
    await drover.job('web', 'echo "the slow fox"');
    for (const job of ['api', 'web']) await drover.run(job);
    await until(async () => {
      const { json } = await drover.request<{ counts: { sent: number } }>('GET', '/api/reports/status');
      return json.counts.sent === 2;
    }, 'both builds are reported');
    await ask(given.server, 'POST', '/page-logs/_refresh');

    const page = await openPage(browser, drover, '/reports');
    const words = page.getByLabel('Words to look for in all logs');
    await words.fill('"quick brown" fox');
    await words.press('Enter');
    await page.getByText('One build printed that:').waitFor();
    await page.getByRole('link', { name: 'the quick brown fox' }).click();
    await page.locator('[data-line="51"]').getByText('the quick brown fox').waitFor();
    expect(faultsOf(page)).toEqual([]);
    await page.close();
  });
}
