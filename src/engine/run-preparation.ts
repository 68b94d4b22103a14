import type { CommandLog } from './command-log.ts';
import { OutputEnd, OutputText } from './output-sinks.ts';
import type { Preparation, PreparationTools, ProgramCall, ProgramEnd } from './preparation.ts';
import { changed, endByStop, type Run } from './run.ts';
import { type CommandEnd, runCommand } from './run-command.ts';
import { type Ending, endingOfStop, withLog } from './run-logged.ts';
import type { Stop } from './stop.ts';
import { writeTextFiles } from './text-files.ts';

/** The run was stopped while it was prepared. */
class Stopped extends Error {
  readonly stop: Stop;

  constructor(stop: Stop) {
    super('stopped');
    this.stop = stop;
  }
}

/** Its own log and record, before everything else. A failure is the system's: no command of the plan has begun. */
export async function runPreparation(run: Run, { log, prepare }: Preparation): Promise<void> {
  const record: NonNullable<Run['record']['checkout']> = {
    status: 'running',
    exitCode: null,
    signal: null,
    startedAt: new Date().toISOString(),
    finishedAt: null,
    durationMs: null,
    log,
    bytes: 0,
    lines: 0,
  };
  run.record.checkout = record;
  changed(run, { kind: 'checkout', checkout: record });
  const ending = await withLog(run, run.scope, record, async (output) => {
    const { tools, last } = toolsOf(run, output);
    try {
      const prepared = await prepare(tools);
      Object.assign(run.callerEnvironment, prepared.environment, writeTextFiles(run.tmp, prepared.files));
      run.exported.prepared = prepared;
      record.exitCode = 0;
      return { status: 'success', byExitCode: false, final: true };
    } catch (error) {
      record.exitCode = last()?.exitCode ?? null;
      return endingOfFault(error, output);
    }
  });
  record.status = ending.status;
  if (ending.reason !== undefined) record.reason = ending.reason;
  if (run.scope.stopped !== null) run.end = endByStop(run.scope.stopped);
  else if (ending.status !== 'success')
    run.end = { status: 'error', reason: `Checkout: ${ending.reason ?? 'failed'}` };
  changed(run, { kind: 'checkout', checkout: record });
}

function endingOfFault(error: unknown, output: CommandLog): Ending {
  if (error instanceof Stopped) return endingOfStop(error.stop);
  const reason = error instanceof Error ? error.message : String(error);
  output.note(reason);
  return { status: 'error', reason, byExitCode: false, final: true };
}

function toolsOf(run: Run, output: CommandLog): { tools: PreparationTools; last: () => ProgramEnd | null } {
  let last: ProgramEnd | null = null;
  const execute = async ({ program, args, environment }: ProgramCall, sink: OutputEnd | OutputText) => {
    throwIfStopped(run);
    const call = { program, args: [...args], directory: null, environment: { ...environment } };
    const end = await runCommand(run, run.scope, call, sink);
    if (end.kind === 'stopped') throw new Stopped(end.stop);
    last = programEnd(end, sink.text);
    return last;
  };
  const tools: PreparationTools = {
    tmp: run.tmp,
    run: (call) => execute(call, new OutputEnd(output, run.masker)),
    ask: (call) => execute(call, new OutputText()),
    note: (text) => output.note(text),
    async sleep(ms) {
      throwIfStopped(run);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, ms);
        const leave = run.scope.onStop(done);
        function done() {
          clearTimeout(timer);
          leave();
          resolve();
        }
      });
      throwIfStopped(run);
    },
  };
  return { tools, last: () => last };
}

function throwIfStopped(run: Run): void {
  if (run.scope.stopped !== null) throw new Stopped(run.scope.stopped);
}

const programEnd = (end: Exclude<CommandEnd, { kind: 'stopped' }>, text: string): ProgramEnd =>
  end.kind === 'not-started'
    ? { exitCode: null, output: end.reason }
    : { exitCode: end.exitCode, output: text };
