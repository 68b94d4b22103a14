import type { Definition } from '../definition/schema/index.ts';
import type { RunRecord } from '../engine/record.ts';
import type { GithubEvent } from './github-event.ts';

/**
 * queued ─> running ─> success | failure | cancelled | timed_out | error
 *  │  ↑         │
 *  │  └─────────┤ worker lost, and the job wants another attempt
 *  └────────────┴─────> cancelled | error
 *
 * `cancelling` is a running build whose worker still ends its processes.
 */
export type BuildStatus =
  | 'queued'
  | 'running'
  | 'cancelling'
  | 'success'
  | 'failure'
  | 'cancelled'
  | 'timed_out'
  | 'error';

const finished: ReadonlySet<BuildStatus> = new Set(['success', 'failure', 'cancelled', 'timed_out', 'error']);

export const isFinished = (status: BuildStatus): boolean => finished.has(status);

export type CauseKind = 'manual' | 'api' | 'push' | 'pull_request' | 'schedule' | 'upstream' | 'rerun';

export interface Cause {
  kind: CauseKind;
  /** Who: the token's or user's name. */
  by: string;
  /** The build a rerun came from, as `<job>_<number>`. */
  of?: string;
  /** The schedule that started it, and the time that it was due. */
  schedule?: string;
  at?: string;
}

export interface Artifact {
  /** Path below `artifacts/` in the build's folder. */
  path: string;
  bytes: number;
}

export interface TestName {
  suite: string;
  name: string;
}

export interface TestFailure extends TestName {
  message: string;
  /** File of the repository in which it failed, and the line there, as far as the report tells. */
  path?: string;
  line?: number;
}

/** What the test reports of a build say, bounded: the whole is `test-results.json` in its folder. */
export interface TestSummary {
  total: number;
  passed: number;
  failed: number;
  skipped: number;
  durationMs: number;
  /** The first ones; `failed` counts all. */
  failures: TestFailure[];
  /** Passed, but not at once. */
  flaky: TestName[];
  slowest: (TestName & { durationMs: number })[];
}

/** Who said to keep a build, when and why. */
export interface Pin {
  by: string;
  at: string;
  reason: string;
}

/** An attempt of a build that was run again because its worker was lost. Times are ISO 8601 UTC. */
export interface LostAttempt {
  attempt: number;
  worker: string | null;
  node: string | null;
  startedAt: string | null;
  /** When the loss was found. */
  finishedAt: string;
  reason: string;
  /** Its logs, in the order in which they were written. */
  logs: { stage: string; step: string; log: string }[];
}

/** Where a build began that goes on in the workspace of an earlier one. */
export interface Resumed {
  /** Id of the earlier build. */
  build: string;
  /** Title of the stage that it begins with. */
  stage: string;
  /** The worker that kept the workspace, and its folder there. */
  worker: string;
  folder: string;
}

/** Who asked to cancel first, when and why. */
export interface CancelRequest {
  by: string;
  at: string;
  reason: string;
  /** How often it was asked for: the second time skips the hooks, the third kills without grace. */
  requests?: number;
}

/**
 * The document at `job_<name>_<number>`. `definition` is written last, so that the document without it
 * is a cut of the text (see `build-json.ts`).
 */
export interface BuildDocument extends Omit<RunRecord, 'status'> {
  job: string;
  number: number;
  /** Folder path of the job when the build was queued, as `team/backend`; empty at the top. */
  folder: string;
  status: BuildStatus;
  attempt: number;
  /** Values by title; those of password parameters are `***`. */
  parameters: Record<string, string>;
  cause: Cause;
  /** The GitHub event that started it, or the one of the build that it repeats. */
  github?: GithubEvent;
  /** The job that this one was copied from for a pull request or branch. */
  baseJob?: string;
  /** Concurrency group that it holds a place of, or waits for one. */
  group?: string;
  /** Labels a worker must have, sorted. */
  runsOn: string[];
  priority: number;
  worker: string | null;
  node: string | null;
  queuedAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  queueMs: number | null;
  durationMs: number | null;
  cancel?: CancelRequest;
  /** Who gave it another place among those that waited, and when: before all others, or by its present priority. */
  moved?: { by: string; at: string; to?: 'front' };
  /** When its time is over, ISO 8601 UTC; from the moment it runs. */
  deadline?: string;
  /** It is kept until it is unpinned, whatever retention says. */
  pinned?: Pin;
  /** Its workspace stays on its worker for a while, unless room is needed: a rerun may go on in it. */
  keptWorkspace?: { worker: string; folder: string; bytes: number; until: string };
  /** It goes on in the workspace of an earlier build, from the stage of it that failed. */
  resumes?: Resumed;
  /** The attempts before this one. */
  earlierAttempts?: LostAttempt[];
  artifacts: Artifact[];
  /** From the files of `reports.junit`. */
  tests?: TestSummary;
  definition: Definition;
}

export type BuildSummary = Omit<BuildDocument, 'definition'>;

export const buildId = (job: string, number: number): string => `${job}_${number}`;
