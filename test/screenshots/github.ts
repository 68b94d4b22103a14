import { createHmac, randomUUID } from 'node:crypto';
import { fromFork, pullRequest, push } from '../../src/github/testing/payloads.ts';
import { type TestDrover, until } from '../helpers/drover.ts';
import type { FakeGithub } from '../helpers/fake-github.ts';

const secret = 'the-secret-of-the-webhook';

/** What a server is started with to hear of it. */
export const githubEnvironment = (github: FakeGithub): Record<string, string> => ({
  DROVER_GITHUB_API_URL: github.apiUrl,
  DROVER_GITHUB_TOKEN: github.token,
  DROVER_GITHUB_WEBHOOK_SECRET: secret,
});

/** Two linked repositories, of which came pushes, a pull request, one from a fork, and events that start nothing. */
export async function seedGithub(drover: TestDrover, github: FakeGithub): Promise<void> {
  const repository = await github.git.repository('acme', 'site');
  const here = {
    'repository.full_name': 'acme/site',
    'repository.html_url': `${github.origin}/acme/site`,
    'repository.clone_url': `${github.origin}/acme/site.git`,
    'repository.default_branch': 'main',
  };
  const ofPull = (number: number, title: string, head: string, from: string) => ({
    ...here,
    number,
    'pull_request.title': title,
    'pull_request.html_url': `${github.origin}/acme/site/pull/${number}`,
    'pull_request.head.sha': head,
    'pull_request.head.ref': 'feature',
    'pull_request.head.repo.full_name': `${from}/site`,
    'pull_request.base.ref': 'main',
  });
  await drover.job('site', 'ls');
  await drover.job('api', 'true');
  await drover.cli('link', 'acme/site', '--pullrequest', 'site', '--branch', 'site');
  await drover.cli('link', 'acme/api', '--pullrequest', 'api');

  const main = await repository.commit({ 'index.html': '<h1>Site</h1>' });
  await deliver(drover, 'ping', {
    zen: 'Keep it logically awesome.',
    repository: { full_name: 'acme/site' },
  });
  await deliver(drover, 'push', push({ ...here, ref: 'refs/heads/main', after: main }));
  const head = await repository.commit({ 'index.html': '<h1>Shop</h1>' }, { branch: 'feature' });
  await repository.pullRequest(25, head);
  await deliver(drover, 'pull_request', pullRequest('opened', ofPull(25, 'Call it a shop', head, 'acme')));
  const foreign = await repository.commit({ 'index.html': '<h1>Sight</h1>' }, { branch: 'typo' });
  await repository.pullRequest(26, foreign);
  await deliver(drover, 'pull_request', fromFork('opened', ofPull(26, 'Mend a typo', foreign, 'mallory')));
  await deliver(drover, 'pull_request', pullRequest('labeled', ofPull(25, 'Call it a shop', head, 'acme')));
  await drover.finished('site_pr25', 1);
}

export async function deliver(drover: TestDrover, event: string, payload: object): Promise<void> {
  const body = JSON.stringify(payload);
  const id = randomUUID();
  const { status } = await fetch(`${drover.url}/api/github/webhook`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
    body,
  });
  if (status >= 300) throw new Error(`the webhook answered ${status}`);
  await until(async () => {
    const { json } = await drover.request<{ outcome: string }>('GET', `/api/github/deliveries/${id}`);
    return json.outcome === 'accepted' ? null : json;
  }, `${event} is processed`);
}
