import { expect, test } from 'vitest';
import { type HeardLink, webhookFinding } from './webhook.ts';

const now = Date.parse('2026-01-02T03:04:05Z');
const link = (over: Partial<HeardLink> = {}): HeardLink => ({
  repository: 'acme/api',
  kind: 'branch',
  link: { job: 'api' },
  lastDeliveryAt: null,
  ...over,
});
const secret = { secret: true, refused: null };

test('a webhook that never arrived is told, and what was refused', () => {
  expect(webhookFinding([link(), link({ kind: 'pullrequest' })], secret, now)).toEqual({
    check: 'webhook',
    ok: false,
    message: expect.stringMatching(/^nothing has ever come of acme\/api: is the webhook set/),
  });
  const refused = { at: '2026-01-02T03:03:05Z', reason: 'The signature is not right.' };
  expect(webhookFinding([link()], { secret: true, refused }, now).message).toBe(
    'nothing has ever come of acme/api: 1 m ago something was refused: The signature is not right.',
  );
});

test('links without a secret, and links that are none, are faults', () => {
  expect(webhookFinding([link()], { secret: false, refused: null }, now)).toMatchObject({
    ok: false,
    message: expect.stringContaining('DROVER_GITHUB_WEBHOOK_SECRET'),
  });
  const broken = link({ link: null, fault: 'it is no JSON', lastDeliveryAt: '2026-01-02T03:00:00Z' });
  expect(webhookFinding([broken], secret, now)).toMatchObject({
    ok: false,
    message: expect.stringContaining('it is no JSON'),
  });
});

test('all is well when something has come', () => {
  expect(webhookFinding([link({ lastDeliveryAt: '2026-01-02T03:00:00Z' })], secret, now)).toMatchObject({
    ok: true,
  });
});
