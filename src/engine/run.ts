import { performance } from 'node:perf_hooks';
import type { Plan } from '../definition/plan.ts';
import type { RunChange } from './change.ts';
import type { Exported } from './command-files.ts';
import type { Environment } from './environment.ts';
import type { Masker } from './masking/index.ts';
import type { OutputPipes } from './output-pipes.ts';
import type { CommandRecord, LeftProcess, RunRecord, StageRecord } from './record.ts';
import type { RunUser } from './run-user.ts';
import type { Sandbox } from './sandbox.ts';
import { describeStop, type Scope, type Stop, statusOf } from './stop.ts';

/** More of a command line says nothing more. It is cut after it was masked, so that no half of a secret stays. */
const COMMAND_CHARACTERS = 200;

/** What ended a run or a stage before its plain end. */
export interface End {
  status: 'failure' | 'cancelled' | 'timed_out' | 'error';
  /** One sentence. */
  reason: string;
  stage?: StageRecord;
  step?: CommandRecord & { title: string };
  /** Who cancelled it. */
  by?: string;
}

/** Everything the parts of one run share. */
export interface Run {
  readonly plan: Plan;
  readonly record: RunRecord;
  /** Absolute. */
  readonly workspace: string;
  /** Absolute. */
  readonly logFolder: string;
  /** Gone after the run. */
  readonly tmp: string;
  /** Each command has `<cookie>.<number>` in its environment. */
  readonly cookie: string;
  readonly nodeEnvironment: Environment;
  readonly callerEnvironment: Environment;
  readonly exported: Exported;
  /** Null: commands run as the user of this process. */
  readonly user: RunUser | null;
  /** Null: commands see the machine as it is. */
  readonly sandbox: Sandbox | null;
  /** Null: there is nothing to hide. */
  readonly masker: Masker | null;
  /** For texts that go into the record. */
  readonly mask: (text: string) => string;
  /** Stopped by a cancel, a fault or the job's timeout. */
  readonly scope: Scope;
  /** What runs after the result is known: stopped by a fault, or by the caller who wants no more hooks. */
  readonly lateScope: Scope;
  readonly pipes: OutputPipes;
  readonly graceMs: number;
  readonly hookTimeoutMs: number;
  readonly drainMs: number;
  /** Ends every grace at once. */
  readonly hurry: AbortSignal | undefined;
  /** `performance.now()` */
  readonly startedAt: number;
  readonly onOutput: ((log: string, offset: number, bytes: Buffer) => void) | undefined;
  readonly onStage: ((exported: Exported) => void) | undefined;
  readonly onChange: (record: RunRecord, change: RunChange) => void;
  /** Lets go of the caller's signals. */
  readonly unfollow: () => void;
  /** Commands started. */
  commands: number;
  firstPid: number | null;
  /** Null while nothing has gone wrong. */
  end: End | null;
}

export function changed(run: Run, change: RunChange): void {
  run.onChange(run.record, change);
}

/** One that an earlier sweep could not end is told once, as it was found last. */
export function addLeftProcesses(
  { record, mask }: Pick<Run, 'record' | 'mask'>,
  left: readonly LeftProcess[],
): void {
  for (const one of left) {
    const told = { ...one, command: mask(one.command).slice(0, COMMAND_CHARACTERS) };
    const before = record.leftProcesses.findIndex(({ pid, survived }) => survived && pid === one.pid);
    if (before >= 0) record.leftProcesses[before] = told;
    else {
      record.leftProcesses.push(told);
      record.warnings += 1;
    }
  }
}

/** The end that a stop brings, at the place where it struck. */
export function endByStop(stop: Stop, place: Pick<End, 'stage' | 'step'> = {}): End {
  const words = describeStop(stop);
  const where = nameOf(place);
  const reason = stop.kind === 'timeout' && where !== '' ? `${where}: ${words}` : capitalize(words);
  return { status: statusOf(stop), reason, ...place, ...(stop.kind === 'cancel' ? { by: stop.by } : {}) };
}

/** `Test ▸ Unit` */
export function nameOf({ stage, step }: Pick<End, 'stage' | 'step'>): string {
  return [stage?.title, step?.title].filter((title) => title !== undefined).join(' ▸ ');
}

export const secondsSince = (start: number): number => Math.round((performance.now() - start) / 1000);

const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
