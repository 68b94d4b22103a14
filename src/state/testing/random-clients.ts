import { DroverError } from '../../errors/error.ts';
import { type BuildDocument, type BuildSummary, buildId } from '../build.ts';
import type { PruneRule } from '../build-removal.ts';
import type { State } from '../index.ts';
import type { SubmitOptions } from '../submit-build.ts';
import { jobsOf } from '../tree.ts';
import { ended, sampleBuild, sampleClaim, sampleDefinition } from './sample-build.ts';

/** One thing that a client does; the numbers choose among few names, so that clients meet. */
export interface Action {
  readonly verb: Verb;
  readonly a: number;
  readonly b: number;
}

/** What the clients of a run know together. */
export interface Run {
  /** Ids of all builds ever accepted. */
  readonly accepted: Set<string>;
  /** What must not be, seen while the clients were at work. */
  readonly faults: string[];
}

const job = (n: number): string => `job${n % 6}`;
const folder = (n: number): string => (n % 4 === 0 ? '' : `folder${n % 4}`);

async function prune(state: State, name: string, rule: PruneRule): Promise<void> {
  const outdated = await state.builds.outdated(name, rule);
  await state.builds.removeMany(
    name,
    outdated.map(({ number }) => number),
  );
}

const onNews = ['queue', 'cancelRunning', 'replaceQueued', 'reject'] as const;

/** Every other build is in one of three groups, whose limits change all the time. */
function inGroup(b: number): SubmitOptions {
  if (b % 2 === 0) return {};
  const onNew = onNews[b % 4] ?? 'queue';
  const limitIs = b % 5 === 0 ? 'stored' : 'current';
  return {
    concurrency: { group: `group${b % 3}`, limit: 1 + (b % 3), onNew, limitIs },
    queueDeadline: b % 7 === 0 ? b : null,
  };
}

/** A client with the builds that it has claimed. */
export interface Client {
  readonly state: State;
  readonly name: string;
  readonly held: { build: BuildDocument; token: string }[];
}

type Doing = (client: Client, action: Action, run: Run) => Promise<unknown>;

const doings = {
  putJob: ({ state }, { a, b }) =>
    state.jobs.put(
      job(a),
      { ...sampleDefinition, title: `${b}`, concurrency: { group: `group${b % 3}`, limit: 1 + (b % 4) } },
      { ...(b % 2 === 0 ? { folder: folder(b) } : {}), ...(b % 3 === 0 ? { written: `# ${b}` } : {}) },
    ),
  move: ({ state }, { a, b }) => state.jobs.move(job(a), { folder: folder(b) }),
  rename: ({ state }, { a, b }) =>
    state.jobs.move(job(a), b % 2 === 0 ? { name: job(b) } : { name: job(b), folder: folder(b) }),
  deleteJob: ({ state }, { a }) => state.jobs.delete(job(a)),
  putFolder: ({ state }, { a, b }) => state.folders.put(folder(a) || 'folder3', folder(b)),
  deleteFolder: ({ state }, { a }) => state.folders.delete(folder(a)),

  async submit({ state }, { a, b }, { accepted, faults }) {
    const { build } = await state.builds.submit(sampleBuild({ job: job(a) }), { SECRET: 'x' }, inGroup(b));
    const id = buildId(build.job, build.number);
    if (accepted.has(id)) faults.push(`${id} was given out twice`);
    accepted.add(id);
  },

  async claim({ state, name, held }, { a }) {
    const { builds: queued } = await state.waiting.read({ limit: 10 });
    const { id } = queued[a % Math.max(1, queued.length)] ?? {};
    if (id === undefined) return;
    const token = `${name}-${a}`;
    const claimed = await state.builds.claim(id, sampleClaim(token));
    if (claimed === null) return;
    if ('cancel' in claimed)
      await state.builds.finish(ended(claimed.build, 'cancelled'), { expect: 'queued' });
    else held.push({ build: claimed.build, token });
  },

  async write({ state, held }, { a }) {
    const one = held[a % Math.max(1, held.length)];
    if (one !== undefined) await state.builds.write({ ...one.build, warnings: a }, one.token);
  },

  async finish({ state, held }) {
    const one = held.shift();
    if (one !== undefined) await state.builds.finish(ended(one.build), { token: one.token });
  },

  async cancel({ state }, { a }) {
    const texts = await state.builds.listAll({ limit: 20 });
    const text = texts[a % Math.max(1, texts.length)];
    if (text === undefined) return;
    const { job: of, number } = JSON.parse(text) as BuildSummary;
    const build = await state.builds.get(of, number);
    if (await state.builds.finish(ended(build, 'cancelled'), { expect: 'queued' })) return;
    await state.builds.requestCancel(buildId(of, number), { by: 'x', at: '', reason: '' });
  },

  /** Ends what is queued of a job and what the client holds, so that the job can be moved. */
  async settle({ state, held }, { a }) {
    for (const one of held.splice(0)) await state.builds.finish(ended(one.build), { token: one.token });
    const { json } = await state.builds.page(job(a), { limit: 50 });
    for (const { job: of, number } of JSON.parse(json) as BuildSummary[]) {
      const build = await state.builds.get(of, number);
      if (build.status === 'queued')
        await state.builds.finish(ended(build, 'cancelled'), { expect: 'queued' });
    }
  },

  async renew({ state, held }) {
    await state.builds.renew(
      held.map(({ build, token }) => ({ id: buildId(build.job, build.number), token })),
      60_000,
    );
  },

  remove: ({ state }, { a, b }) => state.builds.remove(job(a), 1 + (b % 10)),
  prune: ({ state }, { a, b }) =>
    prune(state, job(a), { keep: 1 + (b % 5), olderThan: b % 2 === 0 ? null : Date.now() }),

  async look({ state }, { a }, { faults }) {
    const names = jobsOf(await state.jobs.tree()).map(({ name }) => name);
    if (new Set(names).size !== names.length) faults.push(`the tree showed a job twice: ${names.join()}`);
    await state.builds.page(job(a), { limit: 3 });
  },
} satisfies Record<string, Doing>;

export type Verb = keyof typeof doings;
export const verbs = Object.keys(doings) as Verb[];

/** Does one thing after another. A refusal is an answer; anything else that is thrown is a fault. */
export async function act(client: Client, actions: readonly Action[], run: Run): Promise<void> {
  for (const action of actions) {
    try {
      await (doings[action.verb] as Doing)(client, action, run);
    } catch (error) {
      if (!(error instanceof DroverError)) run.faults.push(`${action.verb}: ${String(error)}`);
    }
  }
}
