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
