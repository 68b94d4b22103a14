import { expect, test } from 'vitest';
import { useServer } from '../testing/test-server.ts';

const given = useServer();

const validate = (payload: string, token: string = given.tokens.runner) =>
  given.app.inject({
    method: 'POST',
    url: '/api/definitions/validate',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/yaml' },
    payload,
  });

test('every fault of a definition is told at its line and column, and nothing is saved', async () => {
  const answer = await validate('title: x\nstagse: []\n');
  expect(answer.statusCode).toBe(200);
  const { errors } = answer.json<{ errors: { line: number; message: string }[] }>();
  expect(errors[0]).toMatchObject({ line: 2, column: 1 });
  expect(errors[0]?.message).toMatch('did you mean `stages`');
});

test('a good definition has none', async () => {
  const answer = await validate('stages:\n  - steps:\n      - command: make\n');
  expect(answer.json()).toEqual({ errors: [] });
});

test('asking is not a change, so that typing fills no audit', async () => {
  await validate('stages: []');
  const headers = { authorization: `Bearer ${given.tokens.admin}` };
  const audit = await given.app.inject({ url: '/api/audit', headers });
  expect(audit.statusCode).toBe(200);
  expect(audit.body).not.toMatch('/api/definitions/validate');
  expect((await validate('stages: []', given.tokens.viewer)).statusCode).toBe(403);
});
