import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { DeliveryRecord } from './delivery.ts';
import { codeOf, useState } from './testing/test-state.ts';

const given = useState();

const record = (over: Partial<DeliveryRecord> = {}): DeliveryRecord => ({
  id: randomUUID(),
  event: 'push',
  repository: 'Acme/API',
  bytes: 2,
  receivedAt: new Date().toISOString(),
  outcome: 'accepted',
  reason: '',
  ...over,
});
const accept = (over: Partial<DeliveryRecord> = {}, lane: string | null = 'acme/api a') =>
  given.state.deliveries.accept(record(over), '{"ü":"🚚"}', lane);
const take = async (count = 10, leaseMs = 60_000) => {
  const taken = await given.state.deliveries.take(count, leaseMs);
  return taken.map((one) => one.record.id);
};

test('a delivery is kept with its payload, and once for each id', async () => {
  const { deliveries } = given.state;
  const one = record({ id: 'one' });
  const answers = await Promise.all(
    [1, 1, 1].map((n) => deliveries.accept({ ...one, bytes: n }, '{"ü":"🚚"}', 'a')),
  );
  expect(answers.filter(Boolean)).toHaveLength(1);
  expect(await deliveries.get('one')).toMatchObject({ outcome: 'accepted', duplicates: 2, replayable: true });
  expect(await deliveries.payload('one')).toBe('{"ü":"🚚"}');
  expect([...(await deliveries.arrivals()).repositories.keys()]).toEqual(['acme/api']);
  for (const id of ['two', '', '../x', 'a b', 'x'.repeat(200)]) {
    expect(await codeOf(deliveries.get(id))).toBe('NOT_FOUND');
    expect(await codeOf(deliveries.payload(id))).toBe('NOT_FOUND');
  }
});

test('those of one lane are given out one after the other, those of others meanwhile', async () => {
  const { deliveries } = given.state;
  await accept({ id: '1' }, 'a');
  await accept({ id: '2' }, 'a');
  await accept({ id: '3' }, 'b');
  await accept({ id: '4' }, null);
  const [first, third] = await deliveries.take(10, 60_000);
  expect([first?.record.id, third?.record.id]).toEqual(['1', '3']);
  expect(await take()).toEqual([]);
  if (first === undefined) throw new Error('nothing was taken');
  await deliveries.finish(first, { ...first.record, outcome: 'started', job: 'api_pr1', build: 1 });
  expect(await take()).toEqual(['2']);
  expect(await deliveries.get('1')).toMatchObject({ outcome: 'started', build: 1 });
  expect(await deliveries.countWaiting()).toBe(2);
});

test('what a server left behind another takes, and the first one says nothing any more', async () => {
  const { deliveries } = given.state;
  await accept({ id: '1' });
  const [lost] = await deliveries.take(1, 1);
  await expect.poll(() => given.redis.exists('drover:delivery-lease:1')).toBe(0);
  const [again] = await deliveries.take(1, 60_000);
  expect(again).toMatchObject({ attempt: 2, record: { id: '1' } });
  if (lost === undefined || again === undefined) throw new Error('nothing was taken');
  await deliveries.finish(lost, { ...lost.record, outcome: 'failed' });
  expect((await deliveries.get('1')).outcome).toBe('accepted');
  await deliveries.finish(again, { ...again.record, outcome: 'started' });
  expect((await deliveries.get('1')).outcome).toBe('started');
  expect(await given.redis.keys('drover:delivery-lease*')).toEqual([]);
});

test('the newest 1000 are listed, newest first, in pages; what is not done yet is kept', async () => {
  const { deliveries } = given.state;
  await accept({ id: 'open' });
  for (let index = 0; index < 1_010; index += 10)
    await Promise.all(
      Array.from({ length: 10 }, (_, one) => accept({ id: `d${index + one}`, outcome: 'ignored' }, null)),
    );
  expect(await given.redis.zcard('drover:deliveries')).toBeLessThanOrEqual(1_001);
  expect((await deliveries.get('open')).outcome).toBe('accepted');
  expect(await codeOf(deliveries.get('d0'))).toBe('NOT_FOUND');
  const page = await deliveries.list({ limit: 3 });
  const next = await deliveries.list({ limit: 2, before: page[2]?.id ?? '' });
  expect(new Set([...page, ...next].map(({ id }) => id)).size).toBe(5);
  expect(await deliveries.list({ limit: 3, before: 'unknown' })).toEqual([]);
  // An old one that comes again is still known.
  expect(await accept({ id: 'd0' })).toBe(false);
});

test('more than 10000 that wait are not taken', async () => {
  for (let start = 0; start < 10_000; start += 1_000) {
    const members = Array.from({ length: 1_000 }, (_, index) => [
      start + index,
      `x${start + index} lane`,
    ]).flat();
    await given.redis.zadd('drover:deliveries-open', ...members);
  }
  expect(await codeOf(accept())).toBe('TOO_MANY_REQUESTS');
  expect(await accept({}, null)).toBe(true);
});

test('a big payload goes when it is processed', async () => {
  const { deliveries } = given.state;
  const noise = Array.from({ length: 60_000 }, () => Math.random().toString(36)).join('');
  await deliveries.accept(record({ id: 'big' }), JSON.stringify({ noise }), 'a');
  const [taken] = await deliveries.take(1, 60_000);
  if (taken === undefined) throw new Error('nothing was taken');
  expect(JSON.parse(taken.payload)).toEqual({ noise });
  await deliveries.finish(taken, { ...taken.record, outcome: 'ignored' });
  expect(await deliveries.get('big')).toMatchObject({ replayable: false });
});

test('what was refused last is told', async () => {
  await given.state.deliveries.refused('no signature');
  await given.state.deliveries.refused('within the same second');
  expect((await given.state.deliveries.arrivals()).refused).toMatchObject({ reason: 'no signature' });
});
