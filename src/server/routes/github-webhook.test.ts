import { createHmac, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { examplesOf } from '../../github/testing/examples.ts';
import { fromFork, pullRequest, push, shaOf } from '../../github/testing/payloads.ts';
import type { DeliveryView } from '../../state/delivery.ts';
import { sampleDefinition } from '../../state/testing/sample-build.ts';
import { useServer, webhookSecret } from '../testing/test-server.ts';

const given = useServer();
const repository = { owner: 'Codertocat', name: 'Hello-World' };

beforeEach(async () => {
  await given.state.jobs.put('api', sampleDefinition);
  for (const kind of ['pullrequest', 'branch'] as const)
    await given.state.links.put(repository, kind, { job: 'api' });
});
afterEach(async () => {
  await given.redis.del('drover:webhooks');
});

type Headers = Record<string, string | undefined>;

const sign = (body: string | Buffer, secret = webhookSecret): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

async function send(body: string | Buffer, event: string, over: Headers = {}) {
  const headers: Headers = {
    'content-type': 'application/json',
    'x-github-event': event,
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': sign(body),
    ...over,
  };
  const response = await given.app.inject({
    method: 'POST',
    url: '/api/github/webhook',
    headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
    payload: body,
  });
  const id = headers['x-github-delivery'] ?? '';
  return { status: response.statusCode, json: response.json() as Record<string, string>, id };
}

const sendJson = (payload: object, event: string, over: Headers = {}) =>
  send(JSON.stringify(payload), event, over);

async function processed(id: string): Promise<DeliveryView> {
  return expect
    .poll(() => given.state.deliveries.get(id), { timeout: 20_000, interval: 10 })
    .toSatisfy((one: DeliveryView) => one.outcome !== 'accepted')
    .then(() => given.state.deliveries.get(id));
}

const buildCount = async (): Promise<number> => (await given.state.builds.listAll({ limit: 1000 })).length;

/** What is to become of an example; the linked repository is the one that nearly all of them are of. */
function expected(event: string, payload: Record<string, unknown>): { outcome: string; reason: RegExp } {
  const { action, ref, deleted } = payload;
  const linked =
    (payload['repository'] as { full_name?: string } | undefined)?.full_name === 'Codertocat/Hello-World';
  if (event === 'ping') return { outcome: 'ignored', reason: /GitHub reaches this server/ };
  if (event === 'push') {
    if (!linked) return { outcome: 'ignored', reason: /not linked/ };
    if (deleted) return { outcome: 'ignored', reason: /tag simple-tag was deleted, and nothing was built/ };
    if (String(ref).startsWith('refs/tags/')) return { outcome: 'ignored', reason: /tags are not built/ };
    return { outcome: 'started|ignored', reason: /^build api_branch_|another event of the same commit/ };
  }
  if (event === 'pull_request') {
    if (['opened', 'synchronize', 'reopened', 'ready_for_review'].includes(String(action))) {
      if (!linked) return { outcome: 'ignored', reason: /not linked/ };
      return {
        outcome: 'started|ignored',
        reason: /^build api_pr\d+ #\d+$|another event of the same commit|when it was a draft/,
      };
    }
    if (action === 'closed') return { outcome: 'closed|ignored', reason: /was (closed|merged)|not linked/ };
    return { outcome: 'ignored', reason: /^pull request \d+ .*: nothing is built for it$/ };
  }
  return { outcome: 'ignored', reason: new RegExp(`^a ${event} event: nothing is built for it$`) };
}

/** What is for a job may take a moment, so it is answered before. */
const isProcessed = (event: string, { action }: Record<string, unknown>): boolean =>
  event === 'push' ||
  (event === 'pull_request' &&
    ['opened', 'synchronize', 'reopened', 'ready_for_review', 'closed'].includes(String(action)));

describe.each([
  ['api.github.com', 329],
  ['ghes-35', 125],
])('every event that %s has sent', (host, count) => {
  const examples = examplesOf(host);

  test('is answered rightly', { timeout: 120_000 }, async () => {
    expect(examples.length).toBe(count);
    const enterprise = host === 'api.github.com' ? undefined : 'github.example.org';
    for (const { event, payload, title } of examples) {
      const { status, id } = await sendJson(payload, event, { 'x-github-enterprise-host': enterprise });
      const { outcome, reason, host: toldHost } = await processed(id);
      const wanted = expected(event, payload);
      expect({ title, outcome, reason }).toEqual({
        title,
        outcome: expect.stringMatching(`^(${wanted.outcome})$`),
        reason: expect.stringMatching(wanted.reason),
      });
      expect(status).toBe(isProcessed(event, payload) ? 202 : 200);
      expect(toldHost).toBe(enterprise);
    }
  });
});

describe('what is not signed starts nothing', () => {
  const body = JSON.stringify(push({ after: shaOf(77), forced: true }));

  test.each([
    ['no signature', { 'x-hub-signature-256': undefined }],
    ['the signature of another secret', { 'x-hub-signature-256': sign(body, 'wrong-secret') }],
    ['the signature of another body', { 'x-hub-signature-256': sign(`${body} `) }],
    ['only the old kind of signature', { 'x-hub-signature-256': undefined, 'x-hub-signature': 'sha1=00' }],
    ['a signature that is none', { 'x-hub-signature-256': 'sha256=zz' }],
    ['an empty one', { 'x-hub-signature-256': '' }],
  ])('%s', async (_what, over) => {
    const before = await buildCount();
    const { status, json, id } = await send(body, 'push', over as Headers);
    expect({ status, code: json['code'] }).toEqual({ status: 401, code: 'WEBHOOK_SIGNATURE' });
    await expect(given.state.deliveries.get(id)).rejects.toThrow('no delivery');
    expect(await buildCount()).toBe(before);
  });

  test('it is told when something was refused, for whoever set the wrong secret', async () => {
    await expect
      .poll(async () => {
        await send(body, 'push', { 'x-hub-signature-256': undefined });
        return (await given.state.deliveries.arrivals()).refused?.reason;
      })
      .toContain('there is none');
  });
});

describe('what is signed but wrong is refused with the reason', () => {
  test.each<[string, string, string, Headers, number, RegExp]>([
    ['no JSON', 'nonsense', 'push', {}, 400, /no JSON object/],
    ['a list', '[1]', 'push', {}, 400, /no JSON object/],
    ['null', 'null', 'push', {}, 400, /no JSON object/],
    ['no event', '{}', 'push', { 'x-github-event': undefined }, 400, /X-GitHub-Event/],
    ['an odd event', '{}', 'Push/../x', {}, 400, /X-GitHub-Event/],
    ['no id', '{}', 'push', { 'x-github-delivery': undefined }, 400, /X-GitHub-Delivery/],
    ['an odd id', '{}', 'push', { 'x-github-delivery': 'a b' }, 400, /X-GitHub-Delivery/],
    ['another content type', '{}', 'push', { 'content-type': 'text/plain' }, 415, /does not take/],
    [
      'a form without payload',
      'a=b',
      'push',
      { 'content-type': 'application/x-www-form-urlencoded' },
      400,
      /"payload"/,
    ],
  ])('%s', async (_what, body, event, over, status, detail) => {
    const answer = await send(body, event, over);
    expect(answer.status).toBe(status);
    expect(answer.json['detail']).toMatch(detail);
  });

  test('a payload of another shape is recorded as failed', async () => {
    const { status, json, id } = await sendJson({ ref: 5 }, 'push');
    expect({ status, outcome: json['outcome'] }).toEqual({ status: 200, outcome: 'failed' });
    expect((await given.state.deliveries.get(id)).reason).toMatch(
      /not that of a push event: its field|it must/,
    );
  });
});

describe('what is signed is taken', () => {
  test('as a form too, and with the other secret', async () => {
    const payload = push({ after: shaOf(21), forced: true, ref: 'refs/heads/as-form' });
    const form = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    const { status, id } = await send(form, 'push', {
      ...type,
      'x-hub-signature-256': sign(form, 'another-secret'),
    });
    expect(status).toBe(202);
    expect(await processed(id)).toMatchObject({
      outcome: 'started',
      job: 'api_branch_as-form',
      bytes: form.length,
    });
  });

  test('once: the same delivery again changes nothing, also at the same instant', async () => {
    const payload = push({ after: shaOf(22), forced: true, ref: 'refs/heads/once' });
    const over = { 'x-github-delivery': randomUUID() };
    const answers = await Promise.all(Array.from({ length: 5 }, () => sendJson(payload, 'push', over)));
    expect(answers.map(({ json }) => json['outcome'] ?? '').sort((a, b) => (a < b ? -1 : 1))).toEqual([
      'accepted',
      ...Array(4).fill('duplicate'),
    ]);
    const { job = '', duplicates } = await processed(over['x-github-delivery']);
    expect(duplicates).toBe(4);
    expect(JSON.parse((await given.state.builds.page(job, { limit: 9 })).json)).toHaveLength(1);
  });

  test('with 25 MB, and not with more', { timeout: 60_000 }, async () => {
    const padded = (bytes: number) => {
      const payload = push({ after: shaOf(23), forced: true, ref: 'refs/heads/big', filler: '' });
      return JSON.stringify({ ...payload, filler: 'x'.repeat(bytes - JSON.stringify(payload).length) });
    };
    const limit = 25 * 1024 * 1024;
    const { status, id } = await send(padded(limit), 'push');
    expect(status).toBe(202);
    expect(await processed(id)).toMatchObject({ outcome: 'started', bytes: limit });
    const tooMuch = await send(padded(limit + 1), 'push');
    expect({ status: tooMuch.status, code: tooMuch.json['code'] }).toEqual({
      status: 413,
      code: 'BODY_TOO_LARGE',
    });
  });
});

test('whatever is sent is never a fault of the server, and without a signature it is nothing', {
  timeout: 120_000,
}, async () => {
  const real = [
    push({ ref: 'refs/heads/fuzzed' }),
    pullRequest('opened', { number: 99 }),
    fromFork('synchronize'),
  ];
  const damaged = fc
    .record({ of: fc.constantFrom(...real), path: fc.array(fc.nat(), { maxLength: 4 }), to: fc.jsonValue() })
    .map(({ of, path, to }) => {
      const copy = structuredClone(of) as Record<string, unknown>;
      let at: Record<string, unknown> = copy;
      for (const step of path) {
        const names = Object.keys(at);
        const next = at[names[step % names.length] ?? ''];
        if (typeof next !== 'object' || next === null || Object.keys(next).length === 0) break;
        at = next as Record<string, unknown>;
      }
      const names = Object.keys(at);
      at[names[(path[0] ?? 0) % names.length] ?? 'x'] = to;
      return JSON.stringify(copy);
    });
  const body = fc.oneof(damaged, fc.json(), fc.string({ minLength: 1 }));
  await fc.assert(
    fc.asyncProperty(
      body,
      fc.constantFrom('push', 'pull_request'),
      fc.boolean(),
      async (text, event, signed) => {
        const { status } = await send(
          text,
          event,
          signed ? {} : { 'x-hub-signature-256': sign(text, 'nobody-knows') },
        );
        expect(status).toBeLessThan(500);
        if (!signed) expect(status).toBe(401);
      },
    ),
    { numRuns: 300 },
  );
  await expect.poll(() => given.state.deliveries.countWaiting()).toBe(0);
  const failed = (await given.state.deliveries.list({ limit: 1000 })).filter(({ reason }) =>
    reason.startsWith('tried'),
  );
  expect(failed).toEqual([]);
});
