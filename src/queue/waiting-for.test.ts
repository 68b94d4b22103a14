import { expect, test } from 'vitest';
import { type WorkerView, waitingFor } from './waiting-for.ts';

const worker = (over: Partial<WorkerView> = {}): WorkerView => ({
  status: 'online',
  labels: ['linux'],
  slots: 2,
  busy: 2,
  ...over,
});

test.each<[string, string[], number | null, WorkerView[], string]>([
  ['no worker at all', [], 0, [], 'No worker is online.'],
  ['only offline workers', [], 0, [worker({ status: 'offline' })], 'No worker is online.'],
  [
    'labels nobody has ever had',
    ['gpu'],
    0,
    [worker()],
    'No worker has ever had the labels gpu: check runsOn, or start one with --labels gpu.',
  ],
  [
    'labels of an offline worker',
    ['gpu'],
    0,
    [worker(), worker({ status: 'offline', labels: ['gpu'] })],
    'No worker with the labels gpu is online.',
  ],
  [
    'paused workers',
    ['linux'],
    0,
    [worker({ status: 'paused' })],
    'Every worker that could run it is paused or draining.',
  ],
  ['not yet in the queue', [], null, [worker()], 'It is being handed to the workers.'],
  ['all busy, next', [], 0, [worker()], 'All 2 slots are busy; it is next.'],
  ['all busy, one ahead', [], 1, [worker()], 'All 2 slots are busy; 1 build is ahead.'],
  ['all busy, many ahead', [], 7, [worker(), worker()], 'All 4 slots are busy; 7 builds are ahead.'],
  ['a free slot', [], 0, [worker({ busy: 1 })], 'It is next: a worker is taking it.'],
])('says why a build waits: %s', (_name, labels, position, workers, message) => {
  expect(waitingFor(labels, position, workers).message).toBe(message);
});
