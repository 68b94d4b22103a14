import { passwordsOf } from '../definition/parameters.ts';
import { planOf } from '../definition/plan.ts';
import { createMasker, type Exported, runPlan, type TakenOver } from '../engine/index.ts';
import type { RunRecord } from '../engine/record.ts';
import type { Sandbox } from '../engine/sandbox.ts';
import { DroverError } from '../errors/error.ts';
import { formatDuration } from '../lib/duration.ts';
import { OutputPublisher } from '../live/output-publisher.ts';
import type { Claimed } from '../queue/claim.ts';
import { finishBuild } from '../queue/finish.ts';
import { selfStopAfterMs } from '../queue/lease-times.ts';
import { handBack } from '../queue/requeue.ts';
import { type BuildDocument, buildId, type CancelRequest } from '../state/build.ts';
import type { Checkout } from './checkout/index.ts';
import type { WorkerContext } from './context.ts';
import { DocumentWriter } from './document-writer.ts';
import { buildEnvironment, toolEnvironment } from './environment.ts';
import { githubEnvironment, githubFiles } from './github-environment.ts';
import type { Leases } from './leases.ts';
import { secretsFor } from './secrets.ts';
import { collectTestReports } from './test-reports.ts';
import { timeLimit } from './time-limit.ts';
import type { Workspace } from './workspaces.ts';

/** Requests to cancel from which on no more hooks run, and no process is given time to end. */
const skipsHooks = 2;
const killsAtOnce = 3;

/** From SIGTERM to SIGKILL when a build may be somebody else's; less than `selfStopWithinMs` with all that follows. */
const killAfterMs = 5_000;

/**
 * Runs one claimed build from the workspace to the final document. Whatever fails on the way that is not
 * the definition's own fault ends the build as `error` with the reason; nothing is thrown.
 */
export async function runBuild(
  context: WorkerContext,
  leases: Leases,
  { build, token, parameters, before }: Claimed,
  slot: number,
  stopping: AbortSignal,
): Promise<void> {
  const { state, storage, log } = context;
  const id = buildId(build.job, build.number);
  const cancel = new AbortController();
  const hooks = new AbortController();
  const kill = new AbortController();
  let fenced = false;
  /** The result is known: a request that comes now is too late. */
  let over = false;
  let limitMs = 0;
  let changeLimit: (ms: number, origin: string) => void = () => {};
  const writer = new DocumentWriter(
    () => state.builds.write(build, token),
    (err) => log.warn({ err, build: id }, 'document not written'),
  );
  const release = leases.hold({
    id,
    token,
    cancelled: (request) => onCancel(request),
    limited: (ms) => onLimit(ms),
    lost: () => {
      fenced = true;
      giveUp('the lease of the build was lost');
    },
    expired: () =>
      giveUp(
        `Redis could not be reached for ${formatDuration(selfStopAfterMs)}: the build may be another worker's`,
      ),
  });
  const passwords = Object.values(passwordsOf(build.definition, parameters));
  let masker = createMasker(passwords);
  const mask = (text: string): string => masker?.text(text) ?? text;
  let stopped = false;
  const onStop = () => {
    stopped = !cancel.signal.aborted;
    cancel.abort({ kind: 'error', reason: `worker ${context.identity.name} was stopped` });
  };
  stopping.addEventListener('abort', onStop);
  let workspace: Workspace | null = null;
  let exported: Exported | null = null;
  let kept = false;
  let removal: Promise<void> = Promise.resolve();
  let checkout: Checkout | null = null;
  try {
    const opening = context.workspaces.open(build);
    await Promise.all([storage.createBuild(build), opening]);
    workspace = await opening;
    exported = workspace.exported ?? null;
    if (build.attempt > 1) await storage.createAttempt(build, build.attempt);
    const secrets = await secretsFor(state, build);
    if (secrets.notes.length > 0) build.notes = secrets.notes;
    masker = createMasker([...passwords, ...Object.values(secrets.values)]);
    const { notes = [], ...record } = await run(workspace, secrets.values);
    if (notes.length > 0) build.notes = [...(build.notes ?? []), ...notes];
    over = true;
    Object.assign(build, record);
    await collectArtifacts(workspace.path);
    await collectTestReports(storage, build, workspace.path, masker);
  } catch (error) {
    log.error({ err: error, build: id }, 'build could not be run');
    build.status = 'error';
    build.reason = mask(error instanceof Error ? error.message : String(error));
  } finally {
    stopping.removeEventListener('abort', onStop);
  }
  await writer.close();
  context.publishers.delete(id);
  if (fenced) log.warn({ build: id }, 'build was taken away while it ran; its log is kept');
  else await giveBackOrFinish().catch((err) => log.error({ err, build: id }, 'end not written'));
  release();
  if (workspace !== null && !kept)
    await context.workspaces
      .remove(workspace.folder)
      .catch((err) => log.warn({ err, build: id }, 'workspace not removed'));
  await removal;
  // What is kept goes on borrowing from the mirror.
  if (!kept) await (checkout as Checkout | null)?.release();

  /** One that ended only because this worker is stopped may run again elsewhere. */
  async function giveBackOrFinish(): Promise<void> {
    if (stopped && build.status === 'error' && (await handBack(context, build, { token }))) return;
    if (workspace !== null) kept = await context.workspaces.keep(build, workspace, exported);
    try {
      await finishBuild(context, build, { token });
    } catch (error) {
      if (workspace !== null && error instanceof DroverError && error.code === 'LEASE_LOST') {
        kept = false;
        await context.workspaces.forget(build, workspace.folder);
      }
      throw error;
    }
  }

  /** Others may have the build: its processes are ended soon, whatever they do. */
  function giveUp(reason: string): void {
    if (cancel.signal.aborted && kill.signal.aborted) return;
    cancel.abort({ kind: 'error', reason });
    setTimeout(() => kill.abort(), Math.min(context.settings.cancelGraceMs, killAfterMs));
  }

  /** Called again for the same limit. */
  function onLimit(asked: number): void {
    const ms = Math.min(asked, context.settings.maxTimeoutMs);
    if (over || ms === limitMs) return;
    setDeadline(ms);
    writer.changed();
    changeLimit(ms, 'as it was changed to while the build ran');
  }

  function setDeadline(ms: number): void {
    limitMs = ms;
    build.deadline = new Date(Date.parse(build.startedAt ?? build.queuedAt) + ms).toISOString();
  }

  /** Called again for the same request, and for each that follows it. */
  function onCancel(request: CancelRequest): void {
    const { by, reason, requests = 1 } = request;
    if (over || requests <= (build.cancel?.requests ?? 0)) return;
    build.cancel = request;
    build.status = 'cancelling';
    writer.changed();
    const abort = { kind: 'cancel', by, reason } as const;
    cancel.abort(abort);
    if (requests >= skipsHooks) hooks.abort(abort);
    if (requests >= killsAtOnce) kill.abort();
  }

  async function run(
    { path, exported: earlier }: Workspace,
    secrets: Record<string, string>,
  ): Promise<RunRecord> {
    const plan = planOf(build.definition, build.attempt);
    const { cancelGraceMs } = context.settings;
    const limit = timeLimit(plan.timeoutMs, context.settings);
    setDeadline(limit.timeoutMs);
    const publisher = new OutputPublisher((message) =>
      context.publish(state.keys.outputChannel(id), message),
    );
    context.publishers.set(id, publisher);
    // Where it goes on in the workspace of another build, all is there.
    if (build.resumes === undefined) checkout = context.checkouts.of(build, plan, path);
    return runPlan({
      plan: {
        ...plan,
        env: { ...toolEnvironment, ...plan.env },
        timeoutMs: limit.timeoutMs,
      },
      ...(limit.timeoutOrigin === undefined ? {} : { timeoutOrigin: limit.timeoutOrigin }),
      workspace: path,
      logFolder: storage.buildFolder(build),
      environment: {
        ...secrets,
        ...buildEnvironment({ build, parameters, before }, context.identity, slot),
        ...githubEnvironment(build),
      },
      files: githubFiles(build),
      preparation: checkout?.preparation ?? null,
      masker,
      user: context.users[slot % context.users.length] ?? null,
      sandbox: sandboxOf(context, build),
      signal: cancel.signal,
      hooksSignal: hooks.signal,
      onSteer: (change) => {
        changeLimit = change;
      },
      killSignal: kill.signal,
      takenOver: takenOver(build),
      ...(earlier === undefined ? {} : { exported: earlier }),
      onStage: (given) => {
        if (build.definition.keepWorkspace !== undefined) exported = withoutSecrets(given, mask);
      },
      grace: cancelGraceMs,
      pipes: context.pipes,
      onRemoval: (started) => {
        removal = started.catch((err) => log.warn({ err, build: id }, 'temporary folder not removed'));
      },
      onChange: (record) => {
        const { status: _running, notes: _notes, ...progress } = record;
        Object.assign(build, progress);
        writer.changed();
      },
      onOutput: (path, offset, bytes) => publisher.written(path, offset, bytes),
    });
  }

  async function collectArtifacts(folder: string): Promise<void> {
    const globs = build.definition.artifacts ?? [];
    if (globs.length === 0) return;
    const { artifacts, notes } = await storage.collectArtifacts({
      workspace: folder,
      globs,
      build,
      ...(masker === null ? {} : { shown: mask }),
    });
    build.artifacts = artifacts;
    if (notes.length > 0) build.notes = [...(build.notes ?? []), ...notes];
  }
}

/** What its workspace borrows from the copies of repositories can be read in there, and no other copy. */
function sandboxOf({ sandbox, checkouts }: WorkerContext, build: BuildDocument): Sandbox | null {
  if (sandbox === null) return null;
  const mirror = checkouts.mirrorOf(build);
  return mirror === null ? sandbox : { ...sandbox, readable: [...sandbox.readable, mirror] };
}

/** The stages that its document says another build has done. */
function takenOver({ stages }: BuildDocument): TakenOver[] {
  return stages.flatMap(({ takenFrom, reason = '' }) =>
    takenFrom === undefined ? [] : [{ takenFrom, reason }],
  );
}

/** What is kept for a rerun holds no secret: that gets its own, as they are then. */
function withoutSecrets(
  { env, parameters, path, prepared }: Exported,
  mask: (text: string) => string,
): Exported {
  const kept = (values: Record<string, string>) =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => mask(value) === value));
  return {
    env: kept(env),
    parameters: kept(parameters),
    path: path.map(mask),
    ...(prepared && {
      prepared: { environment: kept(prepared.environment), files: kept(prepared.files) },
    }),
  };
}
