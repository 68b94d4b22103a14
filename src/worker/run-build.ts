import { passwordsOf } from '../definition/parameters.ts';
import { planOf } from '../definition/plan.ts';
import { createMasker, type Exported, runPlan } from '../engine/index.ts';
import type { RunRecord } from '../engine/record.ts';
import type { Sandbox } from '../engine/sandbox.ts';
import { DroverError } from '../errors/error.ts';
import { OutputPublisher } from '../live/output-publisher.ts';
import type { Claimed } from '../queue/claim.ts';
import { finishBuild } from '../queue/finish.ts';
import { handBack } from '../queue/requeue.ts';
import { type BuildDocument, buildId } from '../state/build.ts';
import { collectArtifacts } from './artifacts.ts';
import type { Checkout } from './checkout/index.ts';
import type { WorkerContext } from './context.ts';
import { DocumentWriter } from './document-writer.ts';
import { buildEnvironment, toolEnvironment } from './environment.ts';
import { githubEnvironment, githubFiles } from './github-environment.ts';
import type { Leases } from './leases.ts';
import { secretsFor } from './secrets.ts';
import { Steering } from './steering.ts';
import { takenOver, withoutSecrets } from './taken-over.ts';
import { collectTestReports } from './test-reports.ts';
import { timeLimit } from './time-limit.ts';
import type { Workspace } from './workspaces.ts';

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
  const { state, storage, log, settings } = context;
  const id = buildId(build.job, build.number);
  const writer = new DocumentWriter(
    () => state.builds.write(build, token),
    (err) => log.warn({ err, build: id }, 'document not written'),
  );
  const steering = new Steering({
    build,
    worker: context.identity.name,
    cancelGraceMs: settings.cancelGraceMs,
    maxTimeoutMs: settings.maxTimeoutMs,
    onChange: () => writer.changed(),
  });
  const release = leases.hold({ id, token, steering });
  const passwords = Object.values(passwordsOf(build.definition, parameters));
  let masker = createMasker(passwords);
  const mask = (text: string): string => masker?.text(text) ?? text;
  const onStop = () => steering.workerStopped();
  stopping.addEventListener('abort', onStop);
  let workspace: Workspace | null = null;
  let exported: Exported | null = null;
  let kept = false;
  let removal: Promise<void> = Promise.resolve();
  let checkout: Checkout | null = null;
  try {
    // The folder first: a thread makes it while the workspace is made.
    [, workspace] = await Promise.all([storage.createBuild(build), context.workspaces.open(build)]);
    exported = workspace.exported ?? null;
    if (build.attempt > 1) await storage.createAttempt(build, build.attempt);
    const secrets = await secretsFor(state, build);
    if (secrets.notes.length > 0) build.notes = secrets.notes;
    masker = createMasker([...passwords, ...Object.values(secrets.values)]);
    const { notes = [], ...record } = await run(workspace, secrets.values);
    if (notes.length > 0) build.notes = [...(build.notes ?? []), ...notes];
    steering.over();
    Object.assign(build, record);
    await collectArtifacts(storage, build, workspace.path, masker);
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
  if (steering.isFenced) log.warn({ build: id }, 'build was taken away while it ran; its log is kept');
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
    const onlyStopped = steering.isWorkerStopped && build.status === 'error';
    if (onlyStopped && (await handBack(context, build, { token }))) return;
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

  async function run(
    { path, exported: earlier }: Workspace,
    secrets: Record<string, string>,
  ): Promise<RunRecord> {
    const plan = planOf(build.definition, build.attempt);
    const limit = timeLimit(plan.timeoutMs, settings);
    steering.begins(limit.timeoutMs);
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
      ...steering.signals,
      onSteer: (change) => steering.limitedBy(change),
      takenOver: takenOver(build),
      ...(earlier === undefined ? {} : { exported: earlier }),
      onStage: (given) => {
        if (build.definition.keepWorkspace !== undefined) exported = withoutSecrets(given, mask);
      },
      grace: settings.cancelGraceMs,
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
}

/** What its workspace borrows from the copies of repositories can be read in there, and no other copy. */
function sandboxOf({ sandbox, checkouts }: WorkerContext, build: BuildDocument): Sandbox | null {
  if (sandbox === null) return null;
  const mirror = checkouts.mirrorOf(build);
  return mirror === null ? sandbox : { ...sandbox, readable: [...sandbox.readable, mirror] };
}
