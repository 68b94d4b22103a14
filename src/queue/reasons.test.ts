import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Definition } from '../definition/index.ts';
import type { BuildDocument } from '../state/build.ts';
import { sampleDefinition } from '../state/testing/sample-build.ts';
import { useState } from '../state/testing/test-state.ts';
import { createStorage } from '../storage/index.ts';
import { cancelBuild } from './cancel.ts';
import { claimBuild } from './claim.ts';
import type { QueueContext } from './context.ts';
import { deliverBuild } from './deliver.ts';
import { createDelivery } from './delivery.ts';
import { deliverAdmitted, finishBuild, finishLost } from './finish.ts';
import { listQueue } from './list.ts';
import { moveBuild } from './move.ts';
import { requeueLost } from './requeue.ts';
import { submitBuild } from './submit.ts';
import { factsOf } from './testing/facts.ts';
import { type ModelBuild, type ModelWorker, QueueModel } from './testing/queue-model.ts';

const given = useState();

/** Servers, and workers that do what real ones do when they take, end and lose builds. */
const clients: QueueContext[] = [];
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'drover-reasons-'));
  for (let count = 0; count < 3; count++) {
    const redis = given.redis.duplicate({ maxRetriesPerRequest: null });
    const delivery = createDelivery(redis, '');
    closers.push(async () => {
      await delivery.close();
      redis.disconnect();
    });
    clients.push({ state: await given.open(), delivery, storage: createStorage(folder) });
  }
  closers.push(() => rm(folder, { recursive: true }));
});
afterAll(async () => {
  for (const close of closers) await close();
});

const jobs: Readonly<Record<string, Partial<Definition>>> = {
  plain: {},
  gpu: { runsOn: ['gpu'] },
  both: { runsOn: ['gpu', 'linux'], onWorkerLost: 'requeue' },
  rare: { runsOn: ['toaster'] },
  single: { concurrency: { limit: 1 } },
  shared: { concurrency: { group: 'g', limit: 2 }, onWorkerLost: 'requeue' },
  other: { concurrency: { group: 'g', limit: 2 }, runsOn: ['gpu'], priority: 1 },
};
const names = Object.keys(jobs);
const nameOf = (a: number): string => names[a % names.length] as string;
const labelSets = [[], ['gpu'], ['gpu', 'linux'], ['linux']] as const;

/** One run: what was done to Drover and to the model alike. */
class Run {
  readonly model = new QueueModel();
  readonly #limits = new Map<string, number>([
    ['single', 1],
    ['g', 2],
  ]);
  readonly #held = new Map<string, { build: BuildDocument; token: string }>();
  readonly #acceptedAt = new Map<string, number>();
  #tokens = 0;

  async define(name: string): Promise<void> {
    const { concurrency, ...more } = jobs[name] ?? {};
    const limit = this.#limits.get(concurrency?.group ?? name) ?? 1;
    await clients[0]?.state.jobs.put(name, {
      ...sampleDefinition,
      ...more,
      ...(concurrency === undefined ? {} : { concurrency: { ...concurrency, limit } }),
    });
  }

  async submit(context: QueueContext, a: number, b: number): Promise<void> {
    const job = nameOf(a);
    const { runsOn = [], concurrency, priority = 0 } = jobs[job] ?? {};
    const given = b % 3 === 0 ? { priority: (b % 5) - 2 } : {};
    const cause = { kind: 'api', by: 'test' } as const;
    const build = await submitBuild(context, { job, parameters: {}, cause, ...given });
    const group = concurrency === undefined ? null : (concurrency.group ?? 'its job');
    const id = `${job}_${build.number}`;
    this.#acceptedAt.set(id, Date.parse(build.queuedAt));
    this.model.accept(
      { id, labels: runsOn, group, priority: given.priority ?? priority },
      this.#limits.get(concurrency?.group ?? job) ?? 1,
    );
  }

  async limit(_context: QueueContext, a: number, b: number): Promise<void> {
    const [name, job, group] =
      a % 2 === 0 ? (['single', 'single', 'its job'] as const) : (['g', 'shared', 'g'] as const);
    this.#limits.set(name, 1 + (b % 3));
    await this.define(job);
    this.model.setLimit(group, 1 + (b % 3));
    // The others of the group follow, so that all of its jobs say the same.
    if (job === 'shared') await this.define('other');
  }

  async up(context: QueueContext, a: number, b: number): Promise<void> {
    const name = `w${a % 3}`;
    const known = this.model.workers.get(name);
    if (known !== undefined && (known.mode !== 'offline' || known.builds.size > 0)) return;
    const labels = labelSets[b % labelSets.length] ?? [];
    this.model.workers.set(name, { name, labels, slots: 1 + (b % 2), mode: 'online', builds: new Set() });
    this.model.everHad.push(labels);
    await this.#beat(context, name);
  }

  async mode(context: QueueContext, a: number, b: number): Promise<void> {
    const worker = this.model.workers.get(`w${a % 3}`);
    if (worker === undefined || worker.mode === 'offline') return;
    worker.mode = (['online', 'online', 'paused', 'draining'] as const)[b % 4] ?? 'online';
    await this.#beat(context, worker.name);
  }

  async signOff(context: QueueContext, a: number): Promise<void> {
    const worker = this.model.workers.get(`w${a % 3}`);
    if (worker === undefined || worker.builds.size > 0) return;
    this.model.workers.delete(worker.name);
    await context.state.workers.forget(worker.name);
  }

  /** The worker whose heartbeat and leases end. */
  async lose(context: QueueContext, a: number): Promise<void> {
    const worker = this.model.workers.get(`w${a % 3}`);
    if (worker === undefined || worker.mode === 'offline') return;
    await given.redis.del(`drover:worker:${worker.name}`);
    worker.mode = 'offline';
    for (const lost of worker.builds) {
      await given.redis.del(`drover:lease:${lost.id}`);
      const build = await context.state.builds.find(lost.id);
      if (build === null) throw new Error(`${lost.id} is gone`);
      const again = await requeueLost(context, build);
      if (!again) expect(await finishLost(context, build)).toBe(true);
      expect(again).toBe(build.definition.onWorkerLost === 'requeue' && build.attempt < 3);
      this.model.lose(lost, worker, again);
      this.#held.delete(lost.id);
    }
  }

  /** The time after which lost workers have surely ended everything. */
  async later(context: QueueContext): Promise<void> {
    for (const held of await given.redis.zrange('drover:group-held', 0, '-1'))
      await given.redis.zadd('drover:group-held', 1, held);
    for (const id of await context.state.groups.release(Date.now())) await deliverAdmitted(context, id);
    this.model.release();
    for (const build of this.model.waiting) {
      if (build.where !== 'handing' || build.lostWorker === null) continue;
      await given.redis.hset(`drover:state:${build.id}`, 'heldUntil', 1);
      await given.redis.zadd('drover:undelivered', 1, build.id);
      build.lostWorker = null;
    }
  }

  async sweep(context: QueueContext): Promise<void> {
    for (const id of await context.state.builds.undelivered(Date.now())) {
      const build = await context.state.builds.find(id);
      if (build !== null) await deliverBuild(context, build);
    }
    this.model.offerAll();
  }

  /** As a worker does it: `take-builds.ts`. */
  async claim(context: QueueContext, a: number): Promise<void> {
    const worker = this.model.workers.get(`w${a % 3}`);
    if (worker?.mode !== 'online' || worker.builds.size >= worker.slots) return;
    const queues = (await context.state.queues.list()).filter(({ labels }) =>
      labels.every((label) => worker.labels.includes(label)),
    );
    const [first] = await context.state.queues.inTurn(queues.map(({ name }) => name));
    const taken = first === undefined ? null : await context.delivery.take(first);
    const expected = this.model.takes(worker, this.#acceptedAt).map(({ id }) => id);
    if (taken === null) return expect(expected).toEqual([]);
    expect(expected).toContain(taken.id);
    this.#tokens += 1;
    const claimed = await claimBuild(
      context,
      { id: taken.id, queue: first ?? '' },
      `token ${this.#tokens}`,
      worker.name,
    );
    await taken.done();
    if (claimed === null) throw new Error(`${taken.id} was not claimed`);
    this.#held.set(taken.id, claimed);
    const build = this.#build(taken.id);
    build.where = 'worker';
    worker.builds.add(build);
  }

  async finish(context: QueueContext, a: number): Promise<void> {
    const held = [...this.#held];
    const [id, one] = held[a % Math.max(1, held.length)] ?? [];
    if (id === undefined || one === undefined) return;
    await finishBuild(context, { ...one.build, status: 'success' }, { token: one.token });
    this.#held.delete(id);
    this.model.end(this.#build(id));
  }

  async cancel(context: QueueContext, a: number): Promise<void> {
    const build = this.#oneWaiting(a);
    if (build === undefined) return;
    const [job = '', number] = build.id.split('_');
    await cancelBuild(context, job, Number(number), { by: 'x', at: new Date().toISOString(), reason: '' });
    // What its lost worker may still run holds its place.
    if (build.lostWorker === null) this.model.end(build);
    else this.model.lose(build, { ...this.#nobody, name: build.lostWorker }, false);
  }

  async move(context: QueueContext, a: number, b: number): Promise<void> {
    const build = this.#oneWaiting(a);
    if (build === undefined) return;
    const [job = '', number] = build.id.split('_');
    const to = b % 2 === 0 ? ({ to: 'front' } as const) : { priority: (b % 5) - 2 };
    await moveBuild(context, job, Number(number), { to, by: 'x' });
    this.model.move(build, 'priority' in to ? to.priority : 'front');
    if (build.where === 'handing' && build.lostWorker === null) this.model.offer(build);
  }

  /** What Drover says of each that waits, and what the model says. */
  async compare(context: QueueContext): Promise<string[]> {
    const { builds, total } = await listQueue(context, 1000);
    const said = builds.map(({ job, number, waitingFor }) => {
      const facts = factsOf(waitingFor.message);
      expect(facts?.kind, waitingFor.message).toBe(waitingFor.kind);
      return [`${job}_${number}`, facts] as const;
    });
    const expected = this.model.waiting.map((build) => [build.id, this.model.why(build)] as const);
    expect(total).toBe(expected.length);
    expect(Object.fromEntries(said)).toEqual(Object.fromEntries(expected));
    return said.map(([, facts]) => facts?.kind ?? '');
  }

  readonly #nobody: ModelWorker = { name: '', labels: [], slots: 0, mode: 'offline', builds: new Set() };

  #build(id: string): ModelBuild {
    const build = this.model.builds.get(id);
    if (build === undefined) throw new Error(`the model has no ${id}`);
    return build;
  }

  #oneWaiting(a: number): ModelBuild | undefined {
    const { waiting } = this.model;
    return waiting[a % Math.max(1, waiting.length)];
  }

  async #beat(context: QueueContext, name: string): Promise<void> {
    const worker = this.model.workers.get(name);
    if (worker === undefined || worker.mode === 'offline') return;
    const { labels, slots, mode } = worker;
    const beat = {
      name,
      node: 'node',
      status: mode,
      labels: [...labels],
      slots,
      load: 0,
      freeDisk: 0,
      version: '1',
    };
    // What it said a while ago of how busy it is: no reason may rest on that.
    await context.state.workers.heartbeat({ ...beat, busy: 0, builds: [] });
  }
}

const verbs = [
  'submit',
  'limit',
  'up',
  'mode',
  'signOff',
  'lose',
  'later',
  'sweep',
  'claim',
  'finish',
  'cancel',
  'move',
] as const;
// Without builds and workers nothing waits: these come more often.
const often = ['submit', 'submit', 'submit', 'submit', 'up', 'claim', 'claim', 'finish'] as const;

const step = fc.record({
  verb: fc.constantFrom(...verbs, ...often),
  client: fc.nat(2),
  a: fc.nat(1000),
  b: fc.nat(1000),
});

const one = (verb: (typeof verbs)[number], a = 0, b = 1) => ({ verb, client: 0, a, b });
/** Every kind of reason comes up in these, whatever chance brings. */
const allKinds = [
  one('submit', names.indexOf('plain')),
  one('up', 0, 0),
  one('submit', names.indexOf('rare')),
  one('submit', names.indexOf('single')),
  one('submit', names.indexOf('single')),
  one('mode', 0, 2),
  one('mode', 0, 0),
  one('claim'),
];

test('after whatever happened, each waiting build says what it waits for, and a worker takes whose turn it is', async () => {
  const kinds = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 60 }), async (steps) => {
      await given.redis.flushall();
      const run = new Run();
      for (const name of names) await run.define(name);
      for (const { verb, client, a, b } of steps) {
        const context = clients[client];
        if (context === undefined) continue;
        await run[verb](context, a, b);
        for (const kind of await run.compare(clients[(client + 1) % 3] ?? context)) kinds.add(kind);
      }
    }),
    { numRuns: 15, examples: [[allKinds]], endOnFailure: true },
  );
  expect([...kinds].sort()).toEqual(['delivery', 'group', 'labels', 'paused', 'slots', 'workers']);
});
