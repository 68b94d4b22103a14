import { expect, test } from 'vitest';
import type { WorkerView } from '../../state/workers.ts';
import { workersFinding } from './workers.ts';

test('workers: none, none that takes builds, and some', () => {
  const worker = (status: WorkerView['status']) => ({ name: 'ci-1', status, slots: 4 }) as WorkerView;
  expect(workersFinding([])).toMatchObject({ ok: false, message: expect.stringContaining('drover worker') });
  expect(workersFinding([worker('paused')])).toMatchObject({
    ok: false,
    message: expect.stringContaining('ci-1 paused'),
  });
  expect(workersFinding([worker('online'), worker('offline')])).toMatchObject({
    ok: true,
    message: '1 of 2 online, 4 slots',
  });
});
