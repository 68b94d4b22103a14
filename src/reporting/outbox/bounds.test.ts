import { expect, test } from 'vitest';
import { createKeys } from '../../state/keys.ts';
import { sampleDefinition } from '../../state/testing/sample-build.ts';
import { useState } from '../../state/testing/test-state.ts';
import { reportingStatus } from '../status.ts';
import { endBuild } from '../testing/end-builds.ts';

const given = useState();

const why = { at: '2026-11-24T00:00:00.000Z', status: 400, type: 'document_parsing_exception', reason: 'no' };
const counted = async () =>
  (await reportingStatus(given.state, { configuredHere: true, logsIndexed: false })).counts;

test('of refused documents the newest 1,000 are kept, and those that are dropped are counted', async () => {
  const { outbox } = given.state;
  for (const [from, count] of [
    [0, 900],
    [900, 250],
  ] as const) {
    await outbox.refuse(Array.from({ length: count }, (_, index) => ({ id: `api_${from + index}`, why })));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(await outbox.counts()).toMatchObject({ refused: 1_000 });
  expect((await counted()).dropped).toBe(150);
  const kept = (await outbox.listRefused(1_000)).map(({ id }) => id);
  expect(kept).toHaveLength(1_000);
  expect(kept).toContain('api_1149');
  expect(await outbox.settleRefused('send', [])).toBe(1_000);
  expect(await outbox.counts()).toMatchObject({ waiting: 1_000, refused: 0 });
});

test('a million builds wait at most: the oldest is dropped and counted, and a backfill sends it', async () => {
  const { state } = given;
  await state.jobs.put('api', sampleDefinition);
  await state.outbox.switchOn();
  await endBuild(state, 'api');
  const fill = `for index = 1, 999999 do redis.call('ZADD', KEYS[1], ARGV[1] + index, 'x_' .. index) end`;
  await given.redis.eval(fill, 1, createKeys('').outbox(), Date.now());
  expect(await state.outbox.counts()).toMatchObject({ waiting: 1_000_000 });
  expect((await counted()).dropped).toBe(0);
  await endBuild(state, 'api');
  expect(await state.outbox.counts()).toMatchObject({ waiting: 1_000_000 });
  expect((await counted()).dropped).toBe(1);
  await given.redis.del(createKeys('').outbox());
  await state.outbox.startBackfill('test', '');
  expect(await state.outbox.fill('api', Number.MAX_SAFE_INTEGER, 10)).toBe(0);
  expect((await state.outbox.read({ skip: 0, count: 10, bytes: 1e6 })).map(({ id }) => id).sort()).toEqual([
    'api_1',
    'api_2',
  ]);
});
