import { expect, test } from 'vitest';
import type { WorkerView } from '../../state/workers.ts';
import { checkoutFinding } from './checkout.ts';

const worker = (name: string, over: Partial<NonNullable<WorkerView['checkout']>> = {}, node = name) =>
  ({
    name,
    node,
    status: 'online',
    checkout: { git: '2.39.5', mirrors: 2, bytes: 1024 ** 2, mostBytes: 1024 ** 3, ...over },
  }) as WorkerView;

test('a node without git, or with an old one, is a fault that names its worker', () => {
  expect(checkoutFinding([worker('a'), worker('b', { git: null })])).toEqual({
    check: 'checkout',
    ok: false,
    message: 'there is no git on the node of b: install it',
  });
  for (const git of ['2.35.9', '1.99'])
    expect(checkoutFinding([worker('a', { git })]).message).toBe(
      'git on the node of a is older than 2.36: install a newer one',
    );
  for (const git of ['2.36.0', '3.0']) expect(checkoutFinding([worker('a', { git })]).ok).toBe(true);
});

test('copies beyond their limit are a fault; else they are counted once for each node', () => {
  expect(checkoutFinding([worker('a', { bytes: 2 * 1024 ** 3 })])).toMatchObject({
    ok: false,
    message: expect.stringContaining('mirrorsMaxGigabytes'),
  });
  const workers = [worker('a', {}, 'n1'), worker('b', {}, 'n1'), worker('c', {}, 'n2')];
  expect(checkoutFinding(workers).message).toMatch(/^4 copies of repositories on 2 nodes take 2(\.0)? MiB$/);
});

test('workers that are away, and those that say nothing of it, count for nothing', () => {
  const away = { ...worker('a', { git: null }), status: 'offline' } as WorkerView;
  const { checkout: _untold, ...older } = worker('b');
  expect(checkoutFinding([away, older])).toMatchObject({ ok: true });
});
