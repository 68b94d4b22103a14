import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromFork } from '../../src/github/testing/payloads.ts';
import { violationsOf } from '../helpers/accessibility.ts';
import { faultsOf, openBrowser, openPage } from '../helpers/browser.ts';
import { TestDrover } from '../helpers/drover.ts';
import { FakeGithub } from '../helpers/fake-github.ts';
import { deliver, githubEnvironment } from '../screenshots/github.ts';

let github: FakeGithub;
let drover: TestDrover;
let browser: Browser;

beforeAll(async () => {
  [github, browser] = await Promise.all([FakeGithub.start(), openBrowser()]);
  drover = await TestDrover.up(githubEnvironment(github));
});
afterAll(async () => {
  await browser?.close();
  await drover?.stop();
  await github?.stop();
});

test('a pull request of a stranger runs when its commit is approved, and once more when its delivery is replayed', async () => {
  const repository = await github.git.repository('acme', 'site');
  const sha = await repository.commit({ 'index.html': '<h1>Sight</h1>' }, { branch: 'typo' });
  await repository.pullRequest(26, sha);
  await drover.job('site', 'ls');
  await drover.request('PUT', '/api/github/acme/site/pullrequest', { job: 'site' });
  await deliver(
    drover,
    'pull_request',
    fromFork('opened', {
      'repository.full_name': 'acme/site',
      'repository.html_url': `${github.origin}/acme/site`,
      'repository.clone_url': `${github.origin}/acme/site.git`,
      number: 26,
      'pull_request.title': 'Mend a typo',
      'pull_request.head.sha': sha,
    }),
  );
  const page = await openPage(browser, drover, '/github');
  const approvals = page.getByRole('table', { name: 'Waiting for approval' });
  await approvals.getByText('mallory/').waitFor();
  expect((await drover.request('GET', '/api/jobs/site_pr26/builds/1')).status).toBe(404);
  expect(await violationsOf(page)).toEqual([]);
  await approvals.getByRole('button', { name: `Approve ${sha.slice(0, 8)}` }).click();
  await approvals.waitFor({ state: 'detached' });
  expect((await drover.finished('site_pr26', 1)).status).toBe('success');
  await page.getByRole('table', { name: 'Deliveries' }).getByRole('button', { name: 'Replay' }).click();
  expect((await drover.finished('site_pr26', 2)).status).toBe('success');
  expect(faultsOf(page)).toEqual([]);
});

test('a link is changed on the page: options that are not touched stay, and a refusal stands at its field', async () => {
  const given = { job: 'library', paths: ['src/**'], tags: true };
  await drover.job('library', 'true');
  await drover.request('PUT', '/api/github/acme/library/branch', given);
  const page = await openPage(browser, drover, '/github');
  const row = page.getByRole('table', { name: 'Links' }).getByRole('row', { name: 'acme/library' });
  await row.getByRole('button', { name: 'Change…' }).click();
  const dialog = page.getByRole('dialog');
  const stay = dialog.getByLabel('How long its builds stay');
  expect(await dialog.getByLabel('Only when one of these files changed').inputValue()).toBe('src/**');
  await dialog.getByLabel('Only these branches').fill('main\nrelease/*');
  await stay.fill('a week');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('A duration, as 12h or 30d.').waitFor();
  await dialog.locator('[name="keepClosed"]:focus').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await stay.fill('30d');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  const { json } = await drover.request('GET', '/api/github/acme/library/branch');
  expect(json).toEqual({ ...given, branches: ['main', 'release/*'], keepClosed: '30d' });

  await page.getByRole('button', { name: 'Link a repository…' }).click();
  await dialog.getByRole('textbox', { name: /^Repository/ }).fill('Acme/Library');
  await dialog.getByLabel('What starts builds').selectOption('Pushes to branches');
  await dialog.getByText('are linked already').waitFor();
  expect(faultsOf(page)).toEqual([]);
});
