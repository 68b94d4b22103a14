import { expect, test } from 'vitest';
import type { GivenUpStatus } from '../../state/statuses.ts';
import { type StatusesState, statusesFinding } from './statuses.ts';

const now = Date.parse('2026-01-02T03:04:05Z');
const view = (over: Partial<StatusesState> = {}): StatusesState => ({
  sentAs: 'token',
  counts: { waiting: 0, oldest: null },
  givenUp: [],
  ...over,
});
const lost: GivenUpStatus = {
  owner: 'acme',
  repo: 'api',
  sha: 'a'.repeat(40),
  context: 'drover/api',
  kind: 'status',
  state: 'success',
  description: 'succeeded after 1 s',
  at: '2026-01-02T03:02:05Z',
  error: 'GitHub answered 422: No commit found.',
};

test('statuses that were given up are told with the reason and what to do, for a week', () => {
  expect(statusesFinding(view({ givenUp: [lost] }), now)).toEqual({
    check: 'statuses',
    ok: false,
    message:
      '1 were given up, the last one of acme/api 2 m ago: GitHub answered 422: No commit found. Mend that, then: drover statuses --resend',
  });
  expect(statusesFinding(view({ givenUp: [lost] }), now + 8 * 86_400_000).ok).toBe(true);
});

test('those that wait are a fault when they wait long', () => {
  const waiting = { counts: { waiting: 2, oldest: Date.parse('2026-01-02T03:00:05Z') } };
  expect(statusesFinding(view(waiting), now)).toMatchObject({ ok: true });
  expect(statusesFinding(view({ ...waiting, sentAs: 'app' }), now + 20 * 60_000)).toMatchObject({
    ok: false,
    message: expect.stringMatching(/^2 wait, the first one for 24 m: .* may the App set them/),
  });
});

test('a server without credentials sends none, which is no fault', () => {
  expect(statusesFinding(view({ sentAs: 'nobody' }), now)).toMatchObject({
    ok: true,
    message: expect.stringContaining('DROVER_GITHUB_TOKEN'),
  });
  expect(statusesFinding(view(), now)).toMatchObject({ ok: true });
});
