import { randomUUID } from 'node:crypto';
import type { Concurrency } from '../definition/concurrency.ts';
import { DroverError } from '../errors/error.ts';
import { gather } from '../lib/gather.ts';
import { type BuildDocument, buildId, type CancelRequest } from './build.ts';
import { buildTail, buildText } from './build-json.ts';
import { type CancelledBefore, type Claim, type Claimed, claimBuild } from './claim-build.ts';
import { statusArguments } from './commit-status.ts';
import type { StateContext } from './context.ts';
import { lastTail } from './last-build.ts';
import { isName } from './names.ts';
import { queueOfBuild } from './queues.ts';
import type { Reply } from './run-script.ts';
import type { ScheduleRecord } from './schedules.ts';
import type { KeyRing } from './secrets/key-ring.ts';
import { sealValues } from './secrets/private-values.ts';
import { tallyRow } from './tally-row.ts';

export interface Renewal {
  /** The build is not the worker's any more. */
  readonly lost: boolean;
  readonly cancel: CancelRequest | null;
  /** What somebody has changed its time limit to, in ms from its start; null when nobody has. */
  readonly limitMs: number | null;
}

/** On what a build may be finished: the worker's token, or a state that nobody has changed meanwhile. */
export type FinishCondition =
  | { readonly token: string }
  | { readonly expect: 'queued' }
  /** `heldUntil`: when the lost worker has surely ended its processes, in ms since 1970; its place in a group is held so long. */
  | { readonly expect: 'leaseGone' | 'stateless'; readonly heldUntil: number };

export interface SubmitOptions {
  /** SHA-1 of the text of the job as it was read: refuse it when that is another one by now. */
  readonly sha?: string | undefined;
  /** `limitIs`: whether its limit is that of the definition as it is now, or of one stored earlier. */
  readonly concurrency?: (Concurrency & { readonly limitIs: 'current' | 'stored' }) | null;
  /** When it has waited too long, in ms since 1970. */
  readonly queueDeadline?: number | null;
  readonly schedule?: ScheduledRun | null;
  readonly trigger?: Trigger | null;
}

/** An event that starts one build, however often it is tried, by whichever server. */
export interface Trigger {
  readonly event: string;
  /** As a commit of a branch: another event for the same within `windowMs` of the last starts nothing. */
  readonly what: string;
  readonly windowMs: number;
}

/** A run of a schedule. Whoever accepts its build notes that in the same script, so each is started once. */
export interface ScheduledRun {
  readonly name: string;
  /** What was noted of the schedule when it was found due. */
  readonly before: string;
  readonly record: Omit<ScheduleRecord, 'lastBuild'>;
  /** JOB_BUSY instead of a build beside others of the job. */
  readonly skipIfRunning: boolean;
}

export interface Submitted {
  readonly build: BuildDocument;
  /** False: it waits for a place in its group. */
  readonly admitted: boolean;
  /** Ids of those before it in its group, which are asked to end. */
  readonly superseded: readonly string[];
}

/** Before a sweep takes what is not noted for not done. */
const notedWithinMs = 500;

/** How many finished builds the list over all jobs holds. */
const finishedListed = 1000;

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
  renew(
    held: readonly { readonly id: string; readonly token: string }[],
    leaseMs: number,
  ): Promise<Renewal[]>;
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
  const changes: BuildChanges = {
    async submit(
      build,
      values,
      { sha, concurrency = null, queueDeadline = null, schedule = null, trigger = null } = {},
    ) {
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
      const group = concurrency ?? { group: '', limit: '', limitIs: '', onNew: '' };
      const [number, folder, admitted, ...superseded] = await scripts.run(
        'submit',
        touched,
        [
          prefix,
          job,
          buildTail(build),
          Date.parse(queuedAt),
          lastTail(build),
          sealValues(keyRing, build, values),
          queueOfBuild(build),
          JSON.stringify(build.resumes === undefined ? runsOn : { worker: build.resumes.worker }),
          priority,
          randomUUID(),
          sha ?? '',
          group.group,
          group.limit,
          group.limitIs,
          group.onNew,
          queueDeadline ?? '',
          ...scheduleArguments(schedule),
          build.resumes?.folder ?? '',
          build.resumes?.build ?? '',
          ...(trigger === null ? ['', '', ''] : [trigger.event, trigger.what, trigger.windowMs]),
          ...statusArguments(build),
        ],
        { job, build: build.resumes?.build ?? '' },
      );
      return {
        build: { ...build, number: Number(number), folder: String(folder) },
        admitted: admitted === 1,
        superseded: superseded.map(String),
      };
    },

    async delivered(id) {
      await redis.zrem(keys.undelivered(), id);
    },

    noteDelivered({ job, number, queuedAt }) {
      delivered([buildId(job, number), Date.parse(queuedAt)]);
    },

    claim: (id, claim) =>
      claimBuild({ ...context, keyRing }, id, claim, (build, condition) => changes.finish(build, condition)),

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
      return held.map((_, index) => renewalOf(answers[2 * index] ?? null, answers[2 * index + 1]));
    },

    async finish(build, condition) {
      const { job, number } = build;
      const id = buildId(job, number);
      const [how, token] = 'token' in condition ? ['token', condition.token] : [condition.expect, ''];
      const [code, ...admitted] = await scripts.ask(
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
        [
          prefix,
          id,
          how,
          token,
          buildText(build),
          job,
          number,
          lastTail(build),
          finishedListed,
          Date.now(),
          tallyRow(build),
          ...statusArguments(build),
          Date.parse(build.queuedAt),
          'heldUntil' in condition ? condition.heldUntil : '',
        ],
      );
      if (code !== 'ok' && 'token' in condition) throw new DroverError('LEASE_LOST', { job, number });
      return code === 'ok' ? admitted.map(String) : null;
    },

    async copied(id) {
      await redis.zrem(keys.uncopied(), id);
    },

    noteCopied: copied,

    async requeue(build, notBefore, token = '') {
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
        [
          prefix,
          id,
          buildText(build),
          Date.now(),
          notBefore,
          job,
          number,
          lastTail(build),
          token,
          queueOfBuild(build),
        ],
      );
      return code === 'ok';
    },

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
  return changes;
}

function scheduleArguments(run: ScheduledRun | null): string[] {
  if (run === null) return ['', '', '', ''];
  const { name, before, record, skipIfRunning } = run;
  return [name, before, JSON.stringify(record).slice(0, -1), skipIfRunning ? 'skip' : ''];
}

function renewalOf(cancel: Reply[number], limit: Reply[number] | undefined): Renewal {
  return {
    lost: cancel === null,
    cancel: cancel ? (JSON.parse(String(cancel)) as CancelRequest) : null,
    limitMs: limit ? Number(limit) : null,
  };
}
