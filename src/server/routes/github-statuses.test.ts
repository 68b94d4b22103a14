import { expect, test } from 'vitest';
import { sampleDefinition } from '../../state/testing/sample-build.ts';
import { useServer } from '../testing/test-server.ts';

const given = useServer();

async function call(method: string, path: string, body?: object): Promise<{ status: number; json: unknown }> {
  const response = await fetch(`${given.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${given.tokens.admin}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: await response.json() };
}

test('what was given up is listed with the reason', async () => {
  await given.state.statuses.switchOn();
  const status = { owner: 'acme', repo: 'api', sha: 'a'.repeat(40), context: 'drover/api' };
  const told = { ...status, state: 'success', description: 'skipped: docs only' } as const;
  await given.state.statuses.put(told, { checkRun: true });
  const due = await given.state.statuses.due(Date.now(), 10);
  await given.state.statuses.giveUp(due.find(({ kind }) => kind === 'check')!, 'GitHub answered 422');
  expect(await call('GET', '/api/github/statuses')).toEqual({
    status: 200,
    json: {
      sentAs: 'nobody',
      waiting: 1,
      waitingSince: expect.any(String),
      givenUp: [
        {
          repository: 'acme/api',
          sha: 'a'.repeat(40),
          context: 'drover/api',
          kind: 'check',
          state: 'success',
          description: 'skipped: docs only',
          at: expect.any(String),
          error: 'GitHub answered 422',
        },
      ],
    },
  });
});

test('a server that sends nothing sends nothing once more, and takes no link that asks for check runs', async () => {
  const resend = await call('POST', '/api/github/statuses/resend', {});
  expect(resend).toMatchObject({ status: 409, json: { code: 'GITHUB_NO_CREDENTIALS' } });
  const wrong = await call('POST', '/api/github/statuses/resend', { repository: 'a b' });
  expect(wrong).toMatchObject({ status: 400 });
  await given.state.jobs.put('api', sampleDefinition);
  const link = await call('PUT', '/api/github/acme/api/pullrequest', { job: 'api', checkRun: true });
  expect(link).toMatchObject({
    status: 409,
    json: { code: 'CHECK_RUN_NEEDS_APP', detail: expect.stringContaining('GitHub Apps only') },
  });
  expect((await call('PUT', '/api/github/acme/api/pullrequest', { job: 'api' })).status).toBe(201);
});
