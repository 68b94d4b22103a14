import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fchownSync } from 'node:fs';
import type { StepPlan } from '../definition/plan.ts';
import type { Environment } from './environment.ts';
import { captureOutput } from './output-capture.ts';
import type { OutputPipe } from './output-pipes.ts';
import type { OutputSink } from './output-sinks.ts';
import { endProcessGroup } from './process-group.ts';
import type { SentSignal } from './record.ts';
import { addLeftProcesses, type Run } from './run.ts';
import type { RunUser } from './run-user.ts';
import { sandboxArguments } from './sandbox.ts';
import { type ShellCommand, shellCommand } from './shell.ts';
import { describeStop, type Scope, type Stop } from './stop.ts';
import { sweepProcesses } from './sweep-processes.ts';
import { workingDirectory } from './working-directory.ts';

/** After the kill nothing should hold the pipe any more; what still does waits for a device. */
const DRAIN_AFTER_KILL_MS = 1000;
/** How long the system may take to tell how a process ended that is gone. */
const EXIT_AFTER_KILL_MS = 1000;
export const SWEEP_GRACE_MS = 2000;
/** These are about the machine; anything else that keeps a command from starting is about the command. */
const SYSTEM_FAULTS = new Set(['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM']);

export interface Command {
  command: string;
  shell: StepPlan['shell'];
  /** Below the workspace; null: the workspace itself. */
  directory: string | null;
  environment: Environment;
}

interface Exit {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
}

/** A program that is started as it is, without a shell. */
export interface Program extends Pick<Command, 'directory' | 'environment'> {
  program: string;
  args: string[];
}

type Placed = (Command | Program) & { directory: string };

/** How it ended: by itself, by a stop, or it never began. */
export type CommandEnd =
  | ({ kind: 'exit' } & Exit)
  | ({ kind: 'stopped'; stop: Stop; signals: SentSignal[] } & Exit)
  | { kind: 'not-started'; reason: string; systemFault: boolean };

/**
 * Runs one command to its end, its output going to the log: standard output and error in one pipe, so in
 * the order of arrival. What it leaves in the background stays, unless it was stopped. Never throws.
 */
export async function runCommand(
  run: Run,
  scope: Scope,
  command: Command | Program,
  log: OutputSink,
): Promise<CommandEnd> {
  const cookie = `${run.cookie}.${run.commands}`;
  run.commands += 1;
  const directory = await workingDirectory(run.workspace, command.directory);
  if ('problem' in directory) return { kind: 'not-started', reason: directory.problem, systemFault: false };
  let pipe: OutputPipe;
  try {
    pipe = await run.pipes.take();
  } catch (error) {
    return { kind: 'not-started', reason: `no pipe for its output: ${messageOf(error)}`, systemFault: true };
  }
  if (scope.stopped !== null) {
    closePipe(pipe);
    return { kind: 'stopped', stop: scope.stopped, signals: [], exitCode: null, signal: null };
  }
  const environment = { ...command.environment, CI_PROCESS_COOKIE: cookie };
  const placed = { ...command, directory: directory.path, environment };
  const started = await start(run, placed, pipe);
  if ('reason' in started) return started;
  const { child } = started;
  run.firstPid ??= child.pid as number;

  const capture = captureOutput(pipe.readEnd, log);
  const end = await waitForEnd(run, scope, child, cookie, log);
  const release = scope.onStop(() => capture.cut());
  if (!(await capture.drain(end.kind === 'exit' ? run.drainMs : DRAIN_AFTER_KILL_MS))) {
    log.flush();
    log.note(
      'a process left by this command still holds its output; what it prints from here on is not kept',
    );
  }
  release();
  return end;
}

/** Until it exits, or was stopped and its processes are ended. A stop after its exit leaves its result as it is. */
async function waitForEnd(
  run: Run,
  scope: Scope,
  child: ChildProcess,
  cookie: string,
  log: OutputSink,
): Promise<CommandEnd> {
  const exit = new Promise<Exit>((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  let ending: Promise<unknown> = Promise.resolve();
  const signals: SentSignal[] = [];
  let leave: () => void = () => undefined;
  // A process that even SIGKILL does not end, as one that waits for a device, is not waited for. Of all others the
  // system tells how they ended, if a little later than that they are gone.
  const givenUp = new Promise<Exit>((resolve) => {
    const end = (stop: Stop) => {
      log.note(`${describeStop(stop)}; ending its processes`);
      const done = () => {
        const timer = setTimeout(() => resolve({ exitCode: null, signal: null }), EXIT_AFTER_KILL_MS);
        void exit.then(() => clearTimeout(timer));
      };
      ending = endProcesses(run, child.pid as number, cookie, signals).then(done);
    };
    if (scope.stopped === null) leave = scope.onStop(end);
    else end(scope.stopped);
  });
  const { exitCode, signal } = await Promise.race([exit, givenUp]);
  const stop = scope.stopped;
  leave();
  await ending;
  return stop === null
    ? { kind: 'exit', exitCode, signal }
    : { kind: 'stopped', stop, signals, exitCode, signal };
}

/** Spawns it in a session and process group of its own. Closes the writing end here, and the other if it fails. */
async function start(
  run: Run,
  command: Placed,
  pipe: OutputPipe,
): Promise<{ child: ChildProcess } | Extract<CommandEnd, { kind: 'not-started' }>> {
  const user = 'program' in command ? null : run.user;
  try {
    // So that it may open /dev/stderr anew.
    if (user !== null) fchownSync(pipe.writeEnd, user.uid, user.gid);
    const child = spawnIt(run, command, pipe.writeEnd, user);
    if (child.pid === undefined) throw (await once(child, 'error'))[0];
    return { child };
  } catch (error) {
    closeSync(pipe.readEnd);
    const { code = '' } = error as NodeJS.ErrnoException;
    const why =
      code === 'E2BIG' ? 'it is larger, with its environment, than the system allows' : messageOf(error);
    return {
      kind: 'not-started',
      reason: `could not be started: ${why}`,
      systemFault: SYSTEM_FAULTS.has(code),
    };
  } finally {
    closeSync(pipe.writeEnd);
  }
}

function spawnIt(run: Run, what: Placed, output: number, user: RunUser | null): ChildProcess {
  const { directory, environment } = what;
  const { file, args }: ShellCommand =
    'program' in what
      ? { file: what.program, args: what.args }
      : shutIn(run, directory, shellCommand(what.shell, what.command));
  const stdio: StdioOptions = ['ignore', output, output];
  const as = user === null ? {} : { uid: user.uid, gid: user.gid };
  return spawn(file, args, { cwd: directory, env: environment, stdio, detached: true, ...as });
}

function shutIn(run: Run, directory: string, { file, args }: ShellCommand): ShellCommand {
  if (run.sandbox === null) return { file, args };
  const { workspace, tmp, sandbox } = run;
  return {
    file: sandbox.program,
    args: [...sandboxArguments(sandbox, { workspace, tmp, directory }), file, ...args],
  };
}

/** The group first; then whatever of this command left the group. */
async function endProcesses(run: Run, pid: number, cookie: string, signals: SentSignal[]): Promise<void> {
  signals.push(...(await endProcessGroup(pid, run.graceMs, run.hurry)));
  addLeftProcesses(run, await sweepProcesses({ cookie, graceMs: SWEEP_GRACE_MS, hurry: run.hurry }));
}

function closePipe({ readEnd, writeEnd }: OutputPipe): void {
  closeSync(readEnd);
  closeSync(writeEnd);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
