/**
 * What a run of a definition left behind, as plain JSON. The engine writes it while it goes;
 * the build document carries it as it is.
 *
 *   pending ─┬─> running ─┬─> success | failure | timed_out | cancelled | error
 *            └─> skipped  (something before it ended the run, or another run had done it)
 */
export type RunStatus =
  | 'pending'
  | 'running'
  | 'success'
  | 'failure'
  | 'skipped'
  | 'cancelled'
  | 'timed_out'
  | 'error';

export type HookName = 'onStart' | 'onSuccess' | 'onFailure';

/** ISO 8601 UTC. */
export interface SentSignal {
  signal: 'SIGTERM' | 'SIGKILL';
  at: string;
}

/** One executed command: a step or a hook. Times are ISO 8601 UTC, durations milliseconds. */
export interface CommandRecord {
  status: RunStatus;
  exitCode: number | null;
  signal: string | null;
  startedAt: string | null;
  finishedAt: string | null;
  durationMs: number | null;
  /** Path of the log below the build's folder, with `/`. */
  log: string;
  bytes: number;
  lines: number;
  /** What its process group was sent to end it. Those that had left the group are in `leftProcesses`. */
  signals?: SentSignal[];
  /** Why it is not a plain success, in words; also for an ignored exit code and a failed hook. */
  reason?: string;
}

export interface StepRecord extends CommandRecord {
  title: string;
  /** How often the command ran, retries included; 0 when it never did. */
  attempts: number;
  /** Logs of the attempts before the last, in order. */
  earlierLogs?: string[];
  /** It succeeded, but not in the first attempt. */
  flaky?: true;
  /** From the start of the first attempt to that of the last: the time lost to retries, in ms. */
  retryMs?: number;
  /** While it waits for its next attempt: when that begins, ISO 8601 UTC. */
  retryAt?: string;
  /** The exit code was not zero and the definition says to go on. */
  ignored?: true;
}

export interface HookRecord extends CommandRecord {
  hook: HookName;
}

export interface StageRecord {
  title: string;
  status: RunStatus;
  startedAt: string | null;
  finishedAt: string | null;
  durationMs: number | null;
  reason?: string;
  /** It was not run: this run went on from another one, which had done it. */
  takenFrom?: string;
  /** Only the hooks that ran, in order. */
  hooks: HookRecord[];
  steps: StepRecord[];
}

/** A process that outlived its build and was ended by the sweep, or outlived even that. */
export interface LeftProcess {
  pid: number;
  command: string;
  signals: string[];
  survived: boolean;
}

export interface RunRecord {
  status: RunStatus;
  /** One sentence: what ended the run, as `Test ▸ Unit exited 1`. Absent for a plain success. */
  reason?: string;
  /** Ignored exit codes, failed hooks and left processes, counted. */
  warnings: number;
  /** A step succeeded only after a retry: no warning, but worth a look. */
  flaky?: true;
  /** How the repository got into the workspace, before everything else; absent where there was nothing to fetch. */
  checkout?: CommandRecord;
  hooks: HookRecord[];
  stages: StageRecord[];
  leftProcesses: LeftProcess[];
  /** Path below the build's folder of what the commands wrote to `CI_SUMMARY`, Markdown. */
  summary?: string;
  /** Sentences about what happened beside the result. */
  notes?: string[];
}
