import { expect, test } from 'vitest';
import {
  type Circumstances,
  type Waiting,
  type WorkerView,
  waitingFor,
  waitingForGroup,
} from './waiting-for.ts';

const worker = (over: Partial<WorkerView> = {}): WorkerView => ({
  name: 'one',
  status: 'online',
  labels: ['linux'],
  slots: 2,
  busy: 2,
  ...over,
});
const reason = (build: Partial<Waiting>, workers: WorkerView[], more: Partial<Circumstances> = {}) =>
  waitingFor(
    { queue: 'builds', labels: [], position: 0, ...build },
    { workers, queues: [], everHad: [], ...more },
  ).message;

test.each<[string, Partial<Waiting>, WorkerView[], string]>([
  ['no worker at all', {}, [], 'No worker is online.'],
  ['only offline workers', {}, [worker({ status: 'offline' })], 'No worker is online.'],
  [
    'labels nobody has ever had',
    { labels: ['gpu'] },
    [worker()],
    'No worker has ever had the labels gpu: check runsOn, or start one with --labels gpu.',
  ],
  [
    'labels of an offline worker',
    { labels: ['gpu'] },
    [worker(), worker({ status: 'offline', labels: ['gpu'] })],
    'No worker with the labels gpu is online.',
  ],
  [
    'paused workers',
    { labels: ['linux'] },
    [worker({ status: 'paused' })],
    'Every worker that could run it is paused or draining.',
  ],
  ['not yet in the queue', { position: null }, [worker()], 'It is being handed to the workers.'],
  [
    'another attempt that may not begin yet',
    { position: null, lostWorker: 'one' },
    [worker()],
    'Worker one was lost: the next attempt begins when that one has surely ended this one.',
  ],
  ['all busy, next', {}, [worker()], 'All 2 slots are busy; it is next.'],
  ['all busy, one ahead', { position: 1 }, [worker()], 'All 2 slots are busy; 1 build is ahead.'],
  [
    'all busy, many ahead',
    { position: 7 },
    [worker(), worker()],
    'All 4 slots are busy; 7 builds are ahead.',
  ],
  ['a free slot', {}, [worker({ busy: 1 })], 'It is next: a worker is taking it.'],
  [
    'a free slot that one before it gets',
    { position: 1 },
    [worker({ busy: 1 })],
    '1 of 2 slots are busy; 1 build is ahead.',
  ],
  [
    'a kept workspace of a worker that is away',
    { resumes: { worker: 'two', build: 'api_3' } },
    [worker({ busy: 0 }), worker({ name: 'two', status: 'offline' })],
    'Worker two, which keeps the workspace of api_3, is not online.',
  ],
  [
    'a kept workspace of a paused worker',
    { resumes: { worker: 'two', build: 'api_3' } },
    [worker({ busy: 0 }), worker({ name: 'two', status: 'paused' })],
    'Worker two, which keeps the workspace of api_3, is paused or draining.',
  ],
  [
    'a kept workspace of a busy worker',
    { resumes: { worker: 'two', build: 'api_3' } },
    [worker({ busy: 0 }), worker({ name: 'two', slots: 1, busy: 1 })],
    'The only slot is busy; it is next.',
  ],
])('says why a build waits: %s', (_name, build, workers, message) => {
  expect(reason(build, workers)).toBe(message);
});

test('labels of a worker that has signed off were there once', () => {
  const everHad = [['gpu', 'linux']];
  expect(reason({ labels: ['gpu'] }, [worker()], { everHad })).toBe(
    'No worker with the labels gpu is online.',
  );
  expect(reason({ labels: ['arm'] }, [worker()], { everHad })).toContain('has ever had the labels arm');
});

test('builds of other queues that the same workers take count as possibly ahead, those of others do not', () => {
  const queues = [
    { name: 'builds', labels: [], waiting: 5 },
    { name: 'builds+linux', labels: ['linux'], waiting: 3 },
    { name: 'builds+gpu', labels: ['gpu'], waiting: 9 },
    { name: 'builds@one', labels: [], worker: 'one', waiting: 1 },
    { name: 'builds@two', labels: [], worker: 'two', waiting: 1 },
  ];
  expect(reason({ position: 1 }, [worker()], { queues })).toBe(
    'All 2 slots are busy; at most 5 builds are ahead.',
  );
  expect(reason({}, [worker({ busy: 1 })], { queues })).toBe(
    '1 of 2 slots are busy; at most 4 builds are ahead.',
  );
});

test('a place that is held after the loss of a worker is told of', () => {
  const place = { group: 'deploy', limit: 1, holders: ['api #1'], ahead: 0 };
  const before = 'Group deploy runs 1 at a time: api #1 has the place; it is next.';
  expect(waitingForGroup({ ...place, lost: [] }).message).toBe(before);
  expect(waitingForGroup({ ...place, lost: ['api #1'] }).message).toBe(
    `${before} The worker of api #1 was lost: the place is free when that one has surely ended its processes.`,
  );
});
