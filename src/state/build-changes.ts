import { gather } from '../lib/gather.ts';
import { type BuildDocument, buildId, type CancelRequest } from './build.ts';
import { buildText } from './build-json.ts';
import { type CancelledBefore, type Claim, type Claimed, claimBuild } from './claim-build.ts';
import type { StateContext } from './context.ts';
import { type FinishCondition, finishBuild, requeueBuild } from './end-build.ts';
import { lastTail } from './last-build.ts';
import { type Held, type Renewal, renewLeases } from './renew-leases.ts';
import type { KeyRing } from './secrets/key-ring.ts';
import { type SubmitOptions, type Submitted, submitBuild } from './submit-build.ts';

/** Before a sweep takes what is not noted for not done. */
const notedWithinMs = 500;

/**
 * The transitions of a build, each one script. Order in the lists follows the times in the documents,
 * which are the caller's clock in ms.
 */
export interface BuildChanges {
  /**
   * Gives the build its number and writes it with everything that says it is queued; folder is that of the
   * job at this moment. `values` are the real parameter values by environment name.
   * Throws JOB_NOT_FOUND, REVISION_CONFLICT, GROUP_FULL, SCHEDULE_TAKEN, JOB_BUSY, EVENT_TAKEN, and for one that
   * `resumes` another WORKSPACE_GONE, WORKSPACE_TAKEN.
   */
  submit(
    build: Omit<BuildDocument, 'number'>,
    values: Record<string, string>,
    options?: SubmitOptions,
  ): Promise<Submitted>;
  /** The queue library has it. */
  delivered(id: string): Promise<void>;
  /** The same of a build that was just accepted: noted within a second, in one round trip with others. */
  noteDelivered(build: Pick<BuildDocument, 'job' | 'number' | 'queuedAt'>): void;
  /** queued → running. Null when it is not queued any more. */
  claim(id: string, claim: Claim): Promise<Claimed | CancelledBefore | null>;
  /** Writes a running build's document. Throws LEASE_LOST when the token is not the current one. */
  write(build: BuildDocument, token: string): Promise<void>;
  /** Renews leases in one round trip; answers in the order given. */
  renew(held: readonly Held[], leaseMs: number): Promise<Renewal[]>;
  /**
   * Writes the final document and removes every other trace. Resolves to the ids of the builds that got its place in
   * their group, which are to be delivered. With a token a refusal is thrown as LEASE_LOST; with `expect`
   * null says that the build is not in that state any more.
   */
  finish(build: BuildDocument, condition: FinishCondition): Promise<string[] | null>;
  /** The copy beside the logs of an ended build is written. */
  copied(id: string): Promise<void>;
  /** The same, noted within a second, in one round trip with others. */
  noteCopied(id: string): void;
  /**
   * running → queued, when nobody wants the build cancelled, and its lease has run out or the token is that of the worker
   * that hands it back: it is delivered again after `notBefore` (ms). False when it is another's, or the
   * worker is back.
   */
  requeue(build: BuildDocument, notBefore: number, token?: string): Promise<boolean>;
  /**
   * Leaves a request for the worker of a running build and wakes it. Who, when and why is of the first one; it counts
   * as so many as its `requests` say. Resolves to how many there are, null when the build is not running.
   */
  requestCancel(id: string, request: CancelRequest): Promise<number | null>;
  /** Gives a running build another limit, in ms from its start. False when it is not running. */
  changeLimit(id: string, limitMs: number): Promise<boolean>;
}

export function createBuildChanges(context: StateContext, keyRing: KeyRing): BuildChanges {
  const { redis, prefix, keys, scripts } = context;
  // A note that gets lost makes a sweep do once more what was done.
  const delivered = gather<[id: string, at: number]>(notedWithinMs, (notes) => {
    scripts.run('note_delivered', [keys.undelivered()], notes.flat()).catch(() => {});
  });
  const copied = gather<string>(notedWithinMs, (ids) => {
    redis.zrem(keys.uncopied(), ...ids).catch(() => {});
  });
  return {
    submit: (build, values, options) => submitBuild({ ...context, keyRing }, build, values, options),

    async delivered(id) {
      await redis.zrem(keys.undelivered(), id);
    },

    noteDelivered({ job, number, queuedAt }) {
      delivered([buildId(job, number), Date.parse(queuedAt)]);
    },

    claim: (id, claim) =>
      claimBuild({ ...context, keyRing }, id, claim, (build, condition) =>
        finishBuild(context, build, condition),
      ),

    async write(build, token) {
      const { job, number } = build;
      await scripts.run(
        'write',
        [keys.state(buildId(job, number)), keys.build(job, number), keys.last()],
        [prefix, token, buildText(build), job, number, lastTail(build)],
        { job, number },
      );
    },

    renew: (held, leaseMs) => renewLeases(context, held, leaseMs),
    finish: (build, condition) => finishBuild(context, build, condition),
    requeue: (build, notBefore, token = '') => requeueBuild(context, build, notBefore, token),

    async copied(id) {
      await redis.zrem(keys.uncopied(), id);
    },

    noteCopied: copied,

    async changeLimit(id, limitMs) {
      const [code] = await scripts.ask('change_limit', [keys.state(id)], [prefix, id, limitMs]);
      return code === 'ok';
    },

    async requestCancel(id, request) {
      const { requests = 1, ...first } = request;
      const [code, count] = await scripts.ask(
        'request_cancel',
        [keys.state(id)],
        [prefix, id, JSON.stringify(first), requests],
      );
      return code === 'ok' ? Number(count) : null;
    },
  };
}
