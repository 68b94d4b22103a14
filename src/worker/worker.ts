import { Closers } from '../lib/closers.ts';
import { repeat } from '../lib/repeat.ts';
import type { Claimed } from '../queue/claim.ts';
import { startPruning } from '../queue/prune.ts';
import type { WorkerContext } from './context.ts';
import { startHeartbeat, type WorkerStatus } from './heartbeat.ts';
import { Leases } from './leases.ts';
import { MatchingQueues } from './matching-queues.ts';
import { listenToOrders, type WorkerOrder } from './orders.ts';
import { runBuild } from './run-build.ts';
import { Slots } from './slots.ts';
import { takeBuilds } from './take-builds.ts';

const pruneMirrorsEveryMs = 10 * 60 * 1_000;

/**
 * online ⇄ paused; online | paused → draining → stopped.
 *
 * `paused` takes no builds and goes on running its own; `draining` does too, and ends the worker when the
 * last one has finished. `stop` drains for a limited time and then cancels what still runs.
 */
type Mode = WorkerStatus['mode'];

export interface Worker {
  /** Resolves when a drain has ended. */
  readonly drained: Promise<void>;
  /** How many builds it runs. */
  busy(): number;
  /** Takes no new build, lets the running ones finish within the limit, ends what is left. Twice: at once. */
  stop(): Promise<void>;
}

export async function startWorker(context: WorkerContext): Promise<Worker> {
  const { log, settings, state, delivery } = context;
  const closers = new Closers();
  const slots = new Slots(settings.slots);
  const matching = new MatchingQueues(state, context.identity);
  const leases = new Leases(state, (err) => log.warn({ err }, 'leases not renewed'));
  const notPruned = (err: unknown) => log.warn({ err }, 'mirrors not pruned');
  const mirrors = repeat(pruneMirrorsEveryMs, () => context.checkouts.prune(), notPruned);
  const pruning = startPruning(context, settings, (err) => log.warn({ err }, 'old builds not removed'));
  const running = new Set<Promise<void>>();
  const stopped = new AbortController();
  const ending = new AbortController();
  let mode: Mode = 'online';
  let drained = () => {};
  const whenDrained = new Promise<void>((resolve) => {
    drained = resolve;
  });

  const heartbeat = startHeartbeat(context, () => ({ mode, busy: slots.busy, builds: leases.ids }));
  closers.add(heartbeat.stop);
  closers.add(() => leases.close());
  closers.add(() => pruning.stop());
  closers.add(context.workspaces.startTidying());
  closers.add(mirrors);
  await heartbeat.beat();
  closers.add(await listenToOrders(context, { obey, renew: (id) => leases.renew(id), newQueue, watch }));
  const taking = takeBuilds(context, matching, slots, () => mode === 'online', start, stopped.signal);
  void context.checkouts.prune().catch(notPruned);
  log.info({ slots: settings.slots, labels: context.identity.labels }, 'worker takes builds');

  return { drained: whenDrained, busy: () => slots.busy, stop };

  function start(claimed: Claimed): void {
    const slot = slots.take();
    const build = runBuild(context, leases, claimed, slot, ending.signal)
      .then(() => pruning.due(claimed.build))
      .catch((err) => log.error({ err }, 'build not finished'))
      .finally(() => {
        running.delete(build);
        slots.release(slot);
        if (mode === 'draining' && running.size === 0) drained();
      });
    running.add(build);
  }

  function obey(order: WorkerOrder): void {
    if (mode === 'draining') return;
    mode = order === 'resume' ? 'online' : order === 'pause' ? 'paused' : 'draining';
    log.info({ mode }, 'ordered');
    slots.interrupt();
    delivery.wake().catch((err) => log.warn({ err }, 'not woken'));
    heartbeat.beat().catch((err) => log.warn({ err }, 'heartbeat failed'));
    if (mode === 'draining' && running.size === 0) drained();
  }

  function watch(id: string): void {
    context.publishers.get(id)?.watch();
  }

  function newQueue(): void {
    matching.forget();
    delivery.wake().catch((err) => log.warn({ err }, 'not woken'));
  }

  async function stop(): Promise<void> {
    if (stopped.signal.aborted) {
      ending.abort();
      return;
    }
    mode = 'draining';
    stopped.abort();
    slots.interrupt();
    const timer = setTimeout(() => ending.abort(), settings.stopTimeoutMs);
    await delivery.wake().catch(() => {});
    await taking;
    await Promise.all(running);
    clearTimeout(timer);
    await closers.close();
    await state.workers.forget(context.identity.name).catch((err) => log.warn({ err }, 'not signed off'));
  }
}
