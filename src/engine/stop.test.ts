import { expect, test } from 'vitest';
import { describeStop, Scope, type Stop, statusOf } from './stop.ts';

const cancel: Stop = { kind: 'cancel', by: 'ann', reason: '' };
const timeout: Stop = { kind: 'timeout', limit: 'step', ms: 5_400_000 };

test('a stop reaches the inner scopes, and the first of several counts', () => {
  const outer = new Scope();
  const inner = new Scope(outer, { name: 'step', ms: 60_000 });
  const seen: Stop[] = [];
  inner.onStop((stop) => seen.push(stop));
  outer.stop(cancel);
  outer.stop(timeout);
  inner.stop(timeout);
  expect([seen, outer.stopped, inner.stopped]).toEqual([[cancel], cancel, cancel]);
});

test('a stop of the inner scope leaves the outer one alone', () => {
  const outer = new Scope();
  const inner = new Scope(outer);
  inner.stop(timeout);
  expect([inner.stopped, outer.stopped]).toEqual([timeout, null]);
});

test('a scope of a stopped one is stopped from the start', () => {
  const outer = new Scope();
  outer.stop(cancel);
  expect(new Scope(outer, { name: 'step', ms: 10 }).stopped).toEqual(cancel);
});

test('a limit stops its scope, and a lifted one does not', async () => {
  const limited = new Scope(null, { name: 'stage', ms: 5 });
  const lifted = new Scope(null, { name: 'stage', ms: 5 });
  lifted.liftLimit();
  const stop = await new Promise<Stop>((resolve) => limited.onStop(resolve));
  expect(stop).toEqual({ kind: 'timeout', limit: 'stage', ms: 5 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(lifted.stopped).toBeNull();
});

test('stops in words', () => {
  expect(describeStop(timeout)).toBe('step timeout of 1 h 30 min');
  expect(describeStop({ kind: 'timeout', limit: 'job', ms: 1500 })).toBe('job timeout of 1.5 s');
  expect(describeStop({ ...cancel, reason: 'superseded by #27' })).toBe(
    'cancelled by ann: superseded by #27',
  );
  expect([statusOf(timeout), statusOf(cancel)]).toEqual(['timed_out', 'cancelled']);
});
