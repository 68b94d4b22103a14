import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { commandFiles, keepSummary } from './command-files.ts';
import { type Environment, nodeEnvironment } from './environment.ts';
import { lastPid, type PidRange } from './find-processes.ts';
import { OutputPipes } from './output-pipes.ts';
import { ownerMark } from './owner.ts';
import { addLeftProcesses, type Run } from './run.ts';
import { SWEEP_GRACE_MS } from './run-command.ts';
import type { RunOptions } from './run-plan.ts';
import { newRunRecord } from './run-records.ts';
import { environmentOf } from './run-user.ts';
import { type Sandbox, sandboxEnvironment, sandboxTmp } from './sandbox.ts';
import { type Limit, type RunAbort, Scope } from './stop.ts';
import { sweepProcesses } from './sweep-processes.ts';
import { writeTextFiles } from './text-files.ts';

const GRACE_MS = 10_000;
const HOOK_TIMEOUT_MS = 60_000;
const DRAIN_MS = 5000;
/** In a run as short as this the pids cannot have gone round once. */
const SHORT_MS = 1000;

/** Makes what the run needs. A folder that is missing or cannot be made ends the run as an error. */
export function openRun(options: RunOptions): Run {
  const workspace = resolve(options.workspace);
  const logFolder = resolve(options.logFolder);
  const { plan, timeoutOrigin: origin, masker = null, user = null, sandbox = null } = options;
  const limit: Limit = { name: 'job', ms: plan.timeoutMs, ...(origin === undefined ? {} : { origin }) };
  const scope = new Scope(null, limit);
  const lateScope = new Scope();
  const unfollow = [
    follow(options.signal, scope, () => true),
    follow(options.signal, lateScope, (abort) => abort.kind === 'error'),
    follow(options.hooksSignal, lateScope, () => true),
  ];
  const tmp = makeTemporary(workspace, sandbox, scope);
  const { prepared } = options.exported ?? {};
  const files = writeFiles(tmp, { ...prepared?.files, ...options.files }, scope);
  const startedAt = performance.now();
  options.onSteer?.((ms, origin) =>
    scope.changeLimit({ kind: 'timeout', limit: 'job', ms, origin }, ms - (performance.now() - startedAt)),
  );
  return {
    plan,
    record: newRunRecord(plan, options.takenOver),
    workspace,
    logFolder,
    tmp,
    cookie: `${ownerMark()}.${randomBytes(12).toString('hex')}`,
    nodeEnvironment: {
      ...nodeEnvironment(),
      ...(user === null ? {} : environmentOf(user, tmp)),
      ...(sandbox === null ? {} : sandboxEnvironment(tmp)),
    },
    callerEnvironment: {
      ...options.environment,
      ...prepared?.environment,
      ...options.exported?.parameters,
      ...files,
      ...commandFiles(tmp),
      CI: 'true',
      CI_WORKSPACE: workspace,
      CI_TMP: tmp,
    },
    exported: structuredClone(options.exported ?? { env: {}, parameters: {}, path: [] }),
    user,
    sandbox,
    masker,
    mask: (text) => (masker === null ? text : masker.text(text)),
    scope,
    lateScope,
    pipes: options.pipes ?? new OutputPipes(),
    graceMs: options.grace ?? GRACE_MS,
    hookTimeoutMs: options.hookTimeoutMs ?? HOOK_TIMEOUT_MS,
    drainMs: options.drainMs ?? DRAIN_MS,
    hurry: options.killSignal,
    startedAt,
    onOutput: options.onOutput,
    onStage: options.onStage,
    onChange: options.onChange,
    unfollow: () => {
      for (const leave of unfollow) leave();
    },
    commands: 0,
    firstPid: null,
    end: null,
  };
}

/** Ends the processes that outlived the run, and removes what it made for itself. */
export async function closeRun(run: Run, options: RunOptions): Promise<void> {
  run.scope.close();
  run.unfollow();
  if (run.firstPid !== null) {
    const within = pidsOf(run);
    const sweep = { cookie: `${run.cookie}.`, within, graceMs: SWEEP_GRACE_MS, hurry: run.hurry };
    addLeftProcesses(run, await sweepProcesses(sweep));
  }
  if (options.pipes === undefined) await run.pipes.close();
  if (run.tmp === '') return;
  await takeSummary(run);
  const removal = removeFolder(run.tmp);
  if (options.onRemoval === undefined) await removal;
  else options.onRemoval(removal);
}

/** One that cannot be kept costs a warning: the build itself has ended as it has. */
async function takeSummary(run: Run): Promise<void> {
  const { summary } = run.plan;
  const kept = await keepSummary(run, join(run.logFolder, summary));
  if (kept === null) return;
  if (kept === 'kept') {
    run.record.summary = summary;
    return;
  }
  run.record.warnings += 1;
  run.record.notes = [...(run.record.notes ?? []), kept.fault];
}

/**
 * All processes of a short run lie between its first and the last that the system made. That spares the
 * look at every process of the machine, the larger part of the cost of a trivial run.
 */
function pidsOf(run: Run): PidRange | null {
  const last = performance.now() - run.startedAt < SHORT_MS ? lastPid() : null;
  return last === null || run.firstPid === null || last < run.firstPid ? null : { first: run.firstPid, last };
}

/** Synchronous: on a disk of this machine that takes microseconds, and going to a thread and back ten times that. */
function makeTemporary(workspace: string, sandbox: Sandbox | null, scope: Scope): string {
  try {
    if (!statSync(workspace).isDirectory()) throw new Error(`${workspace} is not a directory`);
    const tmp = mkdtempSync(join(tmpdir(), `drover-run-${ownerMark()}-`));
    if (sandbox !== null) mkdirSync(sandboxTmp(tmp), { mode: 0o700 });
    return tmp;
  } catch (error) {
    scope.stop({ kind: 'error', reason: `the run could not be prepared: ${(error as Error).message}` });
    return '';
  }
}

function writeFiles(tmp: string, files: Record<string, string>, scope: Scope): Environment {
  if (tmp === '') return {};
  try {
    return writeTextFiles(tmp, files);
  } catch (error) {
    scope.stop({ kind: 'error', reason: `the run could not be prepared: ${(error as Error).message}` });
    return {};
  }
}

/** Nearly always empty. */
async function removeFolder(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Hands the caller's abort on to `scope`. Returns a function that lets go of the signal. */
function follow(
  signal: AbortSignal | undefined,
  scope: Scope,
  concerns: (abort: RunAbort) => boolean,
): () => void {
  const stop = () => {
    const abort = signal?.reason as RunAbort;
    if (concerns(abort)) scope.stop(abort);
  };
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  return () => signal?.removeEventListener('abort', stop);
}
