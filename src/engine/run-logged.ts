import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { takeExports } from './command-files.ts';
import { type CommandLog, openCommandLog } from './command-log.ts';
import { indexPathOf } from './line-index-format.ts';
import type { CommandRecord, RunStatus } from './record.ts';
import type { Run } from './run.ts';
import { type Command, type CommandEnd, runCommand } from './run-command.ts';
import { describeStop, type Scope, type Stop, statusOf } from './stop.ts';

/** How the command of a record ended. `final`: another attempt would end no better. */
export interface Ending {
  status: Exclude<RunStatus, 'pending' | 'running' | 'skipped'>;
  reason?: string;
  /** It ended by itself with another exit code than 0, or by a signal that Drover did not send. */
  byExitCode: boolean;
  final: boolean;
}

/**
 * Runs commands one after the other, up to the first that fails, with one log at `record.log`, and keeps
 * bytes, lines, exit code and times of the record up to date. Never throws.
 */
export async function runLogged(
  run: Run,
  scope: Scope,
  record: CommandRecord,
  commands: Command[],
): Promise<Ending> {
  return withLog(run, scope, record, (log) => runInTurn(run, scope, record, commands, log));
}

/** What `work` does has one log at `record.log`; bytes, lines and times of the record are kept up to date. Never throws. */
export async function withLog(
  run: Run,
  scope: Scope,
  record: CommandRecord,
  work: (log: CommandLog) => Promise<Ending>,
): Promise<Ending> {
  const begin = performance.now();
  record.startedAt ??= new Date().toISOString();
  const ending = masked(run, await openAndRun(run, scope, record, work));
  record.finishedAt = new Date().toISOString();
  record.durationMs = Math.round((record.durationMs ?? 0) + performance.now() - begin);
  return ending;
}

/** Reasons may quote what a command wrote, or who cancelled it. */
function masked(run: Run, ending: Ending): Ending {
  return ending.reason === undefined ? ending : { ...ending, reason: run.mask(ending.reason) };
}

async function openAndRun(
  run: Run,
  scope: Scope,
  record: CommandRecord,
  work: (log: CommandLog) => Promise<Ending>,
): Promise<Ending> {
  let fault: Stop | null = null;
  const fail = (error: unknown) => {
    fault = { kind: 'error', reason: `the log ${record.log} cannot be written: ${(error as Error).message}` };
    // The command's own scope too: one that runs late is not below the run's.
    scope.stop(fault);
    run.scope.stop(fault);
  };
  let log: CommandLog;
  try {
    log = await openLog(run, record, fail);
  } catch (error) {
    fail(error);
    return endingOfStop(scope.stopped as Stop);
  }
  const ending = await work(log);
  await log.close();
  record.lines = log.lines;
  return fault === null ? ending : endingOfStop(fault);
}

function openLog(run: Run, record: CommandRecord, onFailure: (error: unknown) => void): Promise<CommandLog> {
  const path = join(run.logFolder, record.log);
  record.bytes = 0;
  record.lines = 0;
  const { log: name } = record;
  const options = {
    path,
    indexPath: indexPathOf(path),
    onFailure,
    onWritten: (offset: number, bytes: Buffer) => {
      record.bytes = offset + bytes.length;
      run.onOutput?.(name, offset, bytes);
    },
  };
  return openCommandLog(options, run.masker);
}

async function runInTurn(
  run: Run,
  scope: Scope,
  record: CommandRecord,
  commands: Command[],
  log: CommandLog,
): Promise<Ending> {
  let ending: Ending = { status: 'success', byExitCode: false, final: true };
  for (const command of commands) {
    const end = await runCommand(run, scope, command, log);
    record.exitCode = end.kind === 'not-started' ? null : end.exitCode;
    record.signal = end.kind === 'not-started' ? null : end.signal;
    if (end.kind === 'stopped' && end.signals.length > 0) record.signals = end.signals;
    ending = withExports(run, endingOf(end), log);
    if (end.kind === 'not-started') noteAtEnd(log, end.reason);
    if (ending.status !== 'success') break;
  }
  return ending;
}

function noteAtEnd(log: CommandLog, text: string): void {
  log.flush();
  log.note(text);
}

/** What a command wrote counts also where it failed: a later hook may need it. A fault in it fails the command. */
function withExports(run: Run, ending: Ending, log: CommandLog): Ending {
  const fault = takeExports(run);
  if (fault === null) return ending;
  noteAtEnd(log, fault);
  if (ending.status !== 'success') return ending;
  return { status: 'failure', reason: fault, byExitCode: false, final: true };
}

function endingOf(end: CommandEnd): Ending {
  if (end.kind === 'stopped') return endingOfStop(end.stop);
  if (end.kind === 'not-started') {
    const status = end.systemFault ? 'error' : 'failure';
    return { status, reason: end.reason, byExitCode: false, final: true };
  }
  if (end.exitCode === 0) return { status: 'success', byExitCode: false, final: true };
  const reason = end.signal === null ? `exited ${end.exitCode}` : `ended by ${end.signal}`;
  return { status: 'failure', reason, byExitCode: true, final: false };
}

export function endingOfStop(stop: Stop): Ending {
  const final = stop.kind !== 'timeout' || (stop.limit !== 'step' && stop.limit !== 'silence');
  return { status: statusOf(stop), reason: describeStop(stop), byExitCode: false, final };
}
