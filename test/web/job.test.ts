import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violationsOf } from '../helpers/accessibility.ts';
import { faultsOf, openBrowser, openPage } from '../helpers/browser.ts';
import { TestDrover, until } from '../helpers/drover.ts';

let drover: TestDrover;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [drover, browser] = await Promise.all([TestDrover.up(), openBrowser()]);
  page = await openPage(browser, drover);
});
afterAll(async () => {
  await browser?.close();
  await drover?.stop();
});

async function on(address: string, use: (page: Page) => Promise<void>): Promise<void> {
  await page.goto(drover.url + address);
  await use(page);
  expect(faultsOf(page)).toEqual([]);
}

test('a job with parameters asks for them, says what is missing at its place, and starts with what was given', () =>
  on('/jobs/parameters', async (page) => {
    await page.getByRole('button', { name: 'Run…' }).click();
    const dialog = page.getByRole('dialog');
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByLabel('REPEAT').fill('many');
    await dialog.getByRole('button', { name: 'Run', exact: true }).click();
    await dialog.getByText('A build needs a value here.').waitFor();
    await dialog.getByText('is no number').waitFor();
    await dialog.getByLabel('NAME').fill('Ada');
    await dialog.getByLabel('REPEAT').fill('1');
    await dialog.getByLabel('LOUD').check();
    await dialog.getByLabel('GREETING').selectOption('Bonjour');
    await dialog.getByText('More').click();
    await dialog.getByLabel('Priority').fill('11');
    await dialog.getByRole('button', { name: 'Run', exact: true }).click();
    await dialog.getByText('A whole number from -10 to 10.').waitFor();
    await dialog.getByLabel('Priority').fill('3');
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Run', exact: true }).click();
    await page.waitForURL('**/jobs/parameters/builds/1');
    const { parameters, priority } = await drover.build('parameters', 1);
    expect(priority).toBe(3);
    expect(parameters).toMatchObject({ NAME: 'Ada', REPEAT: '1', LOUD: 'true', GREETING: 'Bonjour' });
  }));

test('a fault is shown while the definition is written, and what is mended is compared and saved', async () => {
  await drover.job('edited', 'echo one');
  await on('/jobs/edited/definition', async (page) => {
    const editor = page.getByRole('textbox', { name: 'Definition of edited' });
    await editor.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\nstagse: 1');
    await page.locator('.cm-lintRange-error').first().waitFor();
    await page.locator('.cm-lintRange-error').first().hover();
    await page.locator('.cm-tooltip-hover').getByText('did you mean').waitFor();
    const faults = page.getByRole('status').filter({ hasText: '1 fault' });
    await faults.getByText('did you mean').waitFor();
    await faults.getByRole('button', { name: /^Line \d+$/ }).click();
    await page.keyboard.press('Control+End');
    for (let count = 'stagse: 1'.length; count > 0; count--) await page.keyboard.press('Backspace');
    await page.keyboard.type('title: Edited here');
    await expect.poll(() => page.locator('.cm-lintRange-error').count()).toBe(0);
    await page.getByRole('button', { name: 'Review and save…' }).click();
    await page.locator('.cm-changedLine').getByText('Edited here').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved as revision 2').waitFor();
    await page.getByText('Edited here').first().waitFor();
  });
  const { json } = await drover.request<{ title: string }>('GET', '/api/jobs/edited');
  expect(json.title).toBe('Edited here');
});

test('a definition is shown again as it was written, with its comments', async () => {
  await drover.job('commented', 'echo one');
  await on('/jobs/commented/definition', async (page) => {
    const editor = page.getByRole('textbox', { name: 'Definition of commented' });
    await editor.click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('# The night watch asked for it.\n');
    await page.getByRole('button', { name: 'Review and save…' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved as revision 2').waitFor();
    await page.reload();
    await editor.getByText('# The night watch asked for it.').waitFor();
  });
});

test('a definition that somebody else saved meanwhile is not overwritten unseen', async () => {
  await drover.job('contested', 'echo one');
  await on('/jobs/contested/definition', async (page) => {
    const editor = page.getByRole('textbox', { name: 'Definition of contested' });
    await editor.waitFor();
    await drover.define('contested', { title: 'Earlier', stages: [{ steps: [{ command: 'true' }] }] });
    await editor.getByText('Earlier').waitFor();
    await editor.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\n# Mine');
    await drover.define('contested', { title: 'Theirs', stages: [{ steps: [{ command: 'true' }] }] });
    await page.getByText('somebody else saved revision 3 meanwhile').waitFor();
    await page.getByRole('button', { name: 'Review and save…' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: 'Somebody else saved meanwhile' }).waitFor();
    await page.getByRole('button', { name: 'Take theirs' }).click();
    await editor.getByText('Theirs').waitFor();
  });
});

test('keys and values are completed from the schema', async () => {
  await drover.job('completed', 'echo one');
  await on('/jobs/completed/definition', async (page) => {
    await page.getByRole('textbox', { name: 'Definition of completed' }).click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\nconc');
    await page.getByRole('option', { name: 'concurrency' }).click();
    await until(
      async () => (await page.locator('.cm-content').textContent())?.includes('concurrency: '),
      'the key is completed',
    );
    await page.keyboard.type('\n  onNew: re');
    await page.getByRole('option', { name: 'replaceQueued' }).waitFor();
  });
});

test('the history grows by itself and can be filtered by result', async () => {
  await drover.job('history', 'exit 3');
  await drover.run('history');
  await on('/jobs/history', async (page) => {
    await page.getByRole('table', { name: 'Builds' }).getByText('#1').waitFor();
    await drover.job('history', 'true');
    await drover.run('history');
    await page.getByRole('table', { name: 'Builds' }).getByText('#2').waitFor();
    await page.getByLabel('Show').selectOption('failure');
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    expect(new URL(page.url()).search).toBe('?result=failure');
  });
});

test('what is lost by deleting a job is said, and its name is asked for', async () => {
  await drover.job('doomed', 'true');
  await on('/jobs/doomed', async (page) => {
    await page.getByRole('button', { name: 'More about doomed' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    const button = page.getByRole('button', { name: 'Delete the job and all its builds' });
    expect(await button.isDisabled()).toBe(true);
    await page.getByLabel('Type doomed').fill('doomed');
    await button.click();
    await page.getByText('doomed is deleted.').waitFor();
  });
  expect((await drover.request('GET', '/api/jobs/doomed')).status).toBe(404);
});
