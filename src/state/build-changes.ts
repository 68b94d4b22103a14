import { randomUUID } from 'node:crypto';
import { DroverError } from '../errors/error.ts';
import { type BuildDocument, buildId, type CancelRequest } from './build.ts';
import { buildTail, buildText } from './build-json.ts';
import { type Claim, type Claimed, claimBuild } from './claim-build.ts';
import type { StateContext } from './context.ts';
import { lastTail } from './last-build.ts';
import { isName } from './names.ts';
import { queueNameOf } from './queues.ts';

export interface Renewal {
  /** The build is not the worker's any more. */
  readonly lost: boolean;
  readonly cancel: CancelRequest | null;
}

/** On what a build may be finished: the worker's token, or a state that nobody has changed meanwhile. */
export type FinishCondition = { readonly token: string } | { readonly expect: 'queued' | 'leaseGone' };

/** How many finished builds the list over all jobs holds. */
const finishedListed = 1000;

/**
 * The transitions of a build, each one script. Order in the lists follows the times in the documents,
 * which are the caller's clock in ms.
 */
export interface BuildChanges {
  /**
   * Gives the build its number and writes it with everything that says it is queued; folder is that of the
   * job at this moment. `values` are the real parameter values by environment name. With `revision` it is
   * refused when the job has changed since. Throws JOB_NOT_FOUND, REVISION_CONFLICT.
   */
  submit(
    build: Omit<BuildDocument, 'number'>,
    values: Record<string, string>,
    options?: { readonly revision?: number },
  ): Promise<BuildDocument>;
  /** The queue library has it. */
  delivered(id: string): Promise<void>;
  /** queued → running. Null when it is not queued any more. */
  claim(id: string, claim: Claim): Promise<Claimed | null>;
  /** Writes a running build's document. Throws LEASE_LOST when the token is not the current one. */
  write(build: BuildDocument, token: string): Promise<void>;
  /** Renews leases in one round trip; answers in the order given. */
  renew(
    held: readonly { readonly id: string; readonly token: string }[],
    leaseMs: number,
  ): Promise<Renewal[]>;
  /**
   * Writes the final document and removes every other trace. With a token a refusal is thrown as
   * LEASE_LOST; with `expect` false says that the build is not in that state any more.
   */
  finish(build: BuildDocument, condition: FinishCondition): Promise<boolean>;
  /**
   * running → queued, when the lease has run out and nobody wants the build cancelled: it is delivered again after
   * `notBefore` (ms). False when the worker is back.
   */
  requeue(build: BuildDocument, notBefore: number): Promise<boolean>;
  /**
   * Leaves a request for the worker of a running build and wakes it; the first one counts, a later one is
   * `already`. Null when the build is not running.
   */
  requestCancel(id: string, request: CancelRequest): Promise<'requested' | 'already' | null>;
}

export function createBuildChanges(context: StateContext): BuildChanges {
  const { redis, prefix, keys, scripts } = context;
  const changes: BuildChanges = {
    async submit(build, values, { revision } = {}) {
      const { job, queuedAt, runsOn, priority } = build;
      if (!isName('job', job)) throw new DroverError('JOB_NOT_FOUND', { job });
      const touched = [
        keys.job(job),
        keys.recent(job),
        keys.numbers(),
        keys.last(),
        keys.queued(),
        keys.undelivered(),
        keys.queues(),
      ];
      const [number, folder] = await scripts.run(
        'submit',
        touched,
        [
          prefix,
          job,
          buildTail(build),
          Date.parse(queuedAt),
          lastTail(build),
          JSON.stringify(values),
          queueNameOf(runsOn),
          JSON.stringify(runsOn),
          priority,
          randomUUID(),
          revision ?? '',
        ],
        { job },
      );
      return { ...build, number: Number(number), folder: String(folder) };
    },

    async delivered(id) {
      await redis.zrem(keys.undelivered(), id);
    },

    claim: (id, claim) =>
      claimBuild(context, id, claim, (build, condition) => changes.finish(build, condition)),

    async write(build, token) {
      const { job, number } = build;
      await scripts.run(
        'write',
        [keys.state(buildId(job, number)), keys.build(job, number), keys.last()],
        [prefix, token, buildText(build), job, number, lastTail(build)],
        { job, number },
      );
    },

    async renew(held, leaseMs) {
      if (held.length === 0) return [];
      const answers = await scripts.run(
        'renew',
        held.flatMap(({ id }) => [keys.state(id), keys.lease(id)]),
        [leaseMs, ...held.map(({ token }) => token)],
      );
      return held.map((_, index) => renewalOf(answers[index] ?? null));
    },

    async finish(build, condition) {
      const { job, number } = build;
      const id = buildId(job, number);
      const [how, token] = 'token' in condition ? ['token', condition.token] : [condition.expect, ''];
      const [code] = await scripts.ask(
        'finish',
        [
          keys.state(id),
          keys.lease(id),
          keys.private(id),
          keys.build(job, number),
          keys.queued(),
          keys.running(),
          keys.undelivered(),
          keys.last(),
          keys.finished(),
        ],
        [prefix, id, how, token, buildText(build), job, number, lastTail(build), finishedListed],
      );
      if (code !== 'ok' && 'token' in condition) throw new DroverError('LEASE_LOST', { job, number });
      return code === 'ok';
    },

    async requeue(build, notBefore) {
      const { job, number } = build;
      const id = buildId(job, number);
      const [code] = await scripts.ask(
        'requeue',
        [
          keys.state(id),
          keys.lease(id),
          keys.build(job, number),
          keys.queued(),
          keys.running(),
          keys.undelivered(),
          keys.last(),
        ],
        [prefix, id, buildText(build), Date.now(), notBefore, job, number, lastTail(build)],
      );
      return code === 'ok';
    },

    async requestCancel(id, request) {
      const [code, first] = await scripts.ask(
        'request_cancel',
        [keys.state(id)],
        [prefix, id, JSON.stringify(request)],
      );
      if (code !== 'ok') return null;
      return first === 1 ? 'requested' : 'already';
    },
  };
  return changes;
}

function renewalOf(answer: string | number | null): Renewal {
  return { lost: answer === null, cancel: answer ? (JSON.parse(String(answer)) as CancelRequest) : null };
}
