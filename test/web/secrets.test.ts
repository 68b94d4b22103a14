import { createHash } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violationsOf } from '../helpers/accessibility.ts';
import { faultsOf, openBrowser, openPage } from '../helpers/browser.ts';
import { TestDrover } from '../helpers/drover.ts';

let drover: TestDrover;
let browser: Browser;

beforeAll(async () => {
  [drover, browser] = await Promise.all([TestDrover.up(), openBrowser()]);
  await drover.request('PUT', '/api/folders/backend');
  // Its hash tells which value the build got; the value itself would be masked.
  await drover.define(
    'deploy',
    {
      secrets: ['DEPLOY_KEY'],
      stages: [{ title: 'Use', steps: [{ title: 'Count', command: 'printf %s "$DEPLOY_KEY" | sha256sum' }] }],
    },
    '?folder=backend',
  );
});
afterAll(async () => {
  await browser?.close();
  await drover?.stop();
});

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test('a secret is stored, reaches the build, is replaced and deleted, and its value is never shown', async () => {
  const page = await openPage(browser, drover, '/settings/secrets');
  await page.getByText('No secrets yet').waitFor();
  await page.getByRole('button', { name: 'New secret…' }).click();
  await page.getByLabel('Name').fill('DEPLOY_KEY');
  await page.getByLabel('For').selectOption('job');
  await page.getByRole('combobox', { name: 'Job' }).selectOption('deploy');
  await page.getByLabel('Value').fill('first-value-9183');
  expect(await page.getByLabel('Value').getAttribute('type')).toBe('password');
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Store it' }).click();
  await page.getByText('DEPLOY_KEY is stored for job deploy.').waitFor();
  await drover.run('deploy');
  expect(await drover.log('deploy', 1)).toContain(sha256('first-value-9183'));

  const row = page.getByRole('row').filter({ hasText: 'DEPLOY_KEY' });
  expect(await row.textContent()).toContain('job deploy');
  await row.getByRole('button', { name: 'Replace…' }).click();
  expect(await page.getByLabel('Value').inputValue()).toBe('');
  await page.getByLabel('Value').fill('short');
  await page.getByRole('button', { name: 'Store it' }).click();
  await page.getByRole('dialog').getByText('6 characters').last().waitFor();
  await page.getByLabel('Value').fill('second-value-7720');
  await page.getByRole('button', { name: 'Store it' }).click();
  await page.getByText('DEPLOY_KEY has another value now.').waitFor();
  await drover.run('deploy');
  expect(await drover.log('deploy', 2)).toContain(sha256('second-value-7720'));
  expect(await page.content()).not.toMatch(/first-value|second-value/);

  await row.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep' }).click();
  await row.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByText('No secrets yet').waitFor();
  expect((await drover.request('GET', '/api/secrets')).json).toEqual({ secrets: [] });
  // The value that was too short is an answer of the server that the browser notes too.
  expect(faultsOf(page).filter((fault) => !fault.includes('400'))).toEqual([]);
  await page.close();
});

test('a private key that is pasted keeps its lines', async () => {
  const key = '-----BEGIN KEY-----\nb3BlbnNzaC1rZXk\n-----END KEY-----\n';
  const page = await openPage(browser, drover, '/settings/secrets');
  await page.getByRole('button', { name: 'New secret…' }).click();
  await page.getByLabel('Name').fill('DEPLOY_KEY');
  await page.getByLabel('Value').focus();
  await paste(page, key);
  await page.getByText('Stored with its line breaks').waitFor();
  await page.getByRole('button', { name: 'Store it' }).click();
  await page.getByText('DEPLOY_KEY is stored for all jobs.').waitFor();
  const build = await drover.run('deploy');
  expect(await drover.log('deploy', build.number)).toContain(sha256(key));
  expect(faultsOf(page)).toEqual([]);
  await page.close();
});

test('an admin of a folder changes the secrets in it and is offered no others', async () => {
  const made = await drover.request<{ token: string }>('POST', '/api/tokens', {
    name: 'backend-lead',
    role: 'admin',
    folder: 'backend',
  });
  await drover.job('elsewhere', 'true');
  const page = await openPage(browser, { url: drover.url, token: made.json.token }, '/settings/secrets');
  await page.getByRole('button', { name: 'New secret…' }).click();
  expect(await page.getByLabel('For').locator('option').count()).toBe(2);
  await page.getByLabel('Name').fill('TEAM_TOKEN');
  await page.getByLabel('Folder').selectOption('backend');
  await page.getByLabel('Value').fill('of-the-team-5512');
  await page.getByRole('button', { name: 'Store it' }).click();
  await page.getByText('TEAM_TOKEN is stored for folder backend.').waitFor();
  const row = page.getByRole('row').filter({ hasText: 'TEAM_TOKEN' });
  expect(await row.textContent()).toContain('backend-lead');
  expect(faultsOf(page)).toEqual([]);
  await page.close();
});

const paste = (page: Page, text: string) =>
  page.evaluate(`
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', ${JSON.stringify(text)});
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);
  `);
