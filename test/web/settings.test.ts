import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violationsOf } from '../helpers/accessibility.ts';
import { faultsOf, openBrowser, openPage } from '../helpers/browser.ts';
import { TestDrover, until } from '../helpers/drover.ts';

let drover: TestDrover;
let browser: Browser;
/** Of the admin. */
let page: Page;

beforeAll(async () => {
  [drover, browser] = await Promise.all([
    TestDrover.up({ DROVER_GITHUB_WEBHOOK_SECRET: 'geheimnis-123' }),
    openBrowser(),
  ]);
  page = await openPage(browser, drover);
});
afterAll(async () => {
  await browser?.close();
  await drover?.stop();
});

test('a token is made, shown once, does what its role says, and is revoked', async () => {
  await page.goto(`${drover.url}/settings/tokens`);
  await page.getByRole('button', { name: 'New token…' }).click();
  await page.getByLabel('Name').fill('deploy-bot');
  await page.getByLabel('Role').selectOption('viewer');
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Make it' }).click();
  const token = await page.getByRole('dialog').locator('pre').textContent();
  const asBot = (method: string, path: string) =>
    drover.request(method, path, undefined, { authorization: `Bearer ${token}` });
  expect((await asBot('GET', '/api/jobs')).status).toBe(200);
  expect((await asBot('POST', '/api/jobs/hello/builds')).status).toBe(403);
  await page.getByRole('button', { name: 'I have it' }).click();
  const row = page.getByRole('row').filter({ hasText: 'deploy-bot' });
  await row.getByRole('button', { name: 'Revoke…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
  await page.getByText('deploy-bot is revoked.').waitFor();
  expect((await asBot('GET', '/api/jobs')).status).toBe(401);
  await page.goto(`${drover.url}/settings/audit?refused`);
  await page.getByRole('row').filter({ hasText: 'deploy-bot' }).first().waitFor();
  expect(faultsOf(page)).toEqual([]);
});

test('a viewer is offered nothing that would be refused', async () => {
  const made = await drover.request<{ token: string }>('POST', '/api/tokens', {
    name: 'ada',
    role: 'viewer',
  });
  const theirs = await openPage(browser, { url: drover.url, token: made.json.token }, '/settings');
  const views = theirs.getByRole('navigation', { name: 'Settings' }).getByRole('link');
  await views.first().waitFor();
  expect(await views.allTextContents()).toEqual(['Account', 'Retention']);
  await theirs.goto(`${drover.url}/jobs/hello/definition`);
  await theirs.getByText('needs the role admin').waitFor();
  expect(await theirs.getByRole('button', { name: 'Run' }).count()).toBe(0);
  expect(faultsOf(theirs)).toEqual([]);
  await theirs.close();
});

test('a repository is linked to a job, and unlinked', async () => {
  await page.goto(`${drover.url}/github`);
  await page.getByText('A secret is configured.').waitFor();
  await page.getByRole('button', { name: 'Link a repository…' }).click();
  await page.getByRole('textbox', { name: 'Repository' }).fill('https://github.com/acme/site.git');
  await page.getByRole('combobox', { name: 'Job' }).selectOption('hello');
  await page.getByRole('button', { name: 'Link', exact: true }).click();
  await page.getByText('acme/site is linked to hello.').waitFor();
  expect((await drover.request('GET', '/api/github/acme/site/pullrequest')).json).toMatchObject({
    job: 'hello',
  });
  await page.getByRole('button', { name: 'Unlink…' }).click();
  await page.getByText('they start no builds of hello').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Unlink', exact: true }).click();
  await page.getByText('No repository is linked').waitFor();
  expect(faultsOf(page)).toEqual([]);
});

test('a user is made, changes the password on the page, and signs in with the new one', async () => {
  await page.goto(`${drover.url}/settings/users`);
  await page.getByRole('button', { name: 'New user…' }).click();
  await page.getByLabel('Name').fill('grace');
  await page.getByLabel('Role').selectOption('runner');
  await page.getByLabel('Password').fill('the-first-password');
  await page.getByRole('button', { name: 'Make', exact: true }).click();
  await page.getByText('grace may sign in.').waitFor();
  await page.getByRole('button', { name: 'Actions of grace' }).click();
  await page.getByRole('menuitem', { name: 'One-time link…' }).click();
  const link = (await page.getByRole('dialog').locator('pre').textContent()) ?? '';
  const hers = await browser.newPage();
  await hers.goto(link);
  await hers.getByRole('banner').waitFor();
  await hers.goto(`${drover.url}/settings`);
  await hers.getByRole('button', { name: 'Change password…' }).click();
  const dialog = hers.getByRole('dialog');
  const fill = async (current: string, password: string, again = password) => {
    await dialog.getByLabel('Current password').fill(current);
    await dialog.getByLabel('New password', { exact: false }).first().fill(password);
    await dialog.getByLabel('New password again').fill(again);
    await dialog.getByRole('button', { name: 'Change it' }).click();
  };
  await fill('the-first-password', 'short', 'other');
  await dialog.getByText('At least 10 characters.', { exact: true }).waitFor();
  await dialog.getByText('It is not the same.').waitFor();
  expect(await violationsOf(hers)).toEqual([]);
  await fill('not-the-password', 'the-second-password');
  await expect.poll(() => dialog.getByLabel('Current password').getAttribute('aria-invalid')).toBe('true');
  await fill('the-first-password', 'the-second-password');
  await hers.getByText('Your password is changed').waitFor();
  const signIn = (password: string) => drover.request('POST', '/api/session', { name: 'grace', password });
  expect((await signIn('the-first-password')).status).toBe(401);
  expect((await signIn('the-second-password')).status).toBe(200);
  await hers.close();
});

test('reports count what ran', async () => {
  await drover.job('counted', 'exit 1');
  await drover.run('counted');
  // It is counted soon after it has ended.
  await until(async () => {
    await page.goto(`${drover.url}/reports?days=7`);
    const broken = page.getByText('counted is broken since');
    return broken.waitFor({ timeout: 3_000 }).then(
      () => true,
      () => false,
    );
  }, 'the build is counted');
  await page.getByRole('table', { name: 'Jobs' }).getByText('counted').waitFor();
  expect(await page.getByRole('button', { name: '7 days' }).getAttribute('aria-pressed')).toBe('true');
  await page.getByText('From the counts in Redis').waitFor();
  await page.getByRole('button', { name: 'Steps' }).click();
  await page.getByRole('table', { name: 'Steps' }).getByText('counted ▸').waitFor();
  await page.getByLabel('Job', { exact: true }).selectOption('counted');
  await page.waitForURL(/job=counted/);
  await page.getByRole('link', { name: 'As CSV' }).first().waitFor();
  expect(faultsOf(page)).toEqual([]);
});
