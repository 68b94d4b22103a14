import type { Logger } from 'pino';
import { repeat } from '../lib/repeat.ts';
import { type BuildDocument, buildId } from '../state/build.ts';
import { queueOfBuild } from '../state/index.ts';
import { completeJournal } from './complete-journal.ts';
import type { QueueContext } from './context.ts';
import { deliverBuild } from './deliver.ts';
import { deliverAdmitted, finishLost, finishOverdue, layBesideLogs } from './finish.ts';
import { whyItWaits } from './list.ts';
import { requeueLost } from './requeue.ts';

/** A submission takes milliseconds: one that is not delivered after this was cut off by a crash. */
const undeliveredAfterMs = 2_000;
/** Writing a file takes milliseconds, unless the storage is slow. */
const uncopiedAfterMs = 10_000;
export interface Pace {
  readonly everyMs: number;
  /**
   * A lease must be seen missing for this long before its worker counts as lost: after an outage of Redis
   * the workers get that time to renew.
   */
  readonly lostAfterMs: number;
}

const usualPace: Pace = { everyMs: 2_000, lostAfterMs: 5_000 };

/**
 * Repairs what crashes left behind: builds accepted but not delivered, delivered to a worker that died before it
 * claimed them, or running on a worker that is lost; storage folders not yet moved or removed. Runs on
 * every server. Each repair is a script that checks its condition again, so many sweeps at once are harmless.
 */
export function startSweep(
  context: QueueContext & { readonly log: Logger },
  { everyMs, lostAfterMs }: Pace = usualPace,
): () => Promise<void> {
  const missingSince = new Map<string, number>();
  return repeat(
    everyMs,
    async () => {
      await deliverForgotten(context);
      await deliverAbandoned(context);
      await endLost(context, missingSince, lostAfterMs);
      await endOverdue(context);
      await releasePlaces(context);
      await copyForgotten(context);
      await completeJournal(context);
    },
    (err) => context.log.warn({ err }, 'sweep failed; trying again'),
  );
}

async function deliverForgotten(context: QueueContext): Promise<void> {
  for (const id of await context.state.builds.undelivered(Date.now() - undeliveredAfterMs)) {
    const build = await context.state.builds.find(id);
    if (build !== null) await deliverBuild(context, build);
  }
}

async function deliverAbandoned(context: QueueContext): Promise<void> {
  const { state, delivery } = context;
  for (const { name } of await state.queues.list()) {
    for (const id of await delivery.abandoned(name)) {
      await delivery.withdraw(name, id);
      const build = await state.builds.find(id);
      if (build?.status === 'queued') await deliverBuild(context, build);
    }
  }
}

async function endLost(
  context: QueueContext & { readonly log: Logger },
  missingSince: Map<string, number>,
  lostAfterMs: number,
): Promise<void> {
  const now = performance.now();
  const missing = new Set(await context.state.builds.withoutLease());
  for (const id of missingSince.keys()) if (!missing.has(id)) missingSince.delete(id);
  for (const id of missing) {
    const since = missingSince.get(id);
    if (since === undefined) {
      missingSince.set(id, now);
    } else if (now - since >= lostAfterMs) {
      const build = await context.state.builds.find(id);
      if (build !== null) await endOrRequeue(context, build);
      missingSince.delete(id);
    }
  }
}

/** Ended builds whose `build.json` was not written, since the one who would have died or the storage was away. */
async function copyForgotten(context: QueueContext): Promise<void> {
  for (const id of await context.state.builds.uncopied(Date.now() - uncopiedAfterMs)) {
    const build = await context.state.builds.find(id);
    if (build === null) await context.state.builds.copied(id);
    else await layBesideLogs(context, build);
  }
}

/** Places in groups that were held until lost workers had surely ended what they ran. */
async function releasePlaces(context: QueueContext): Promise<void> {
  for (const id of await context.state.groups.release(Date.now())) await deliverAdmitted(context, id);
}

/** Builds that nobody took in the time that their jobs give them. */
async function endOverdue(context: QueueContext): Promise<void> {
  const { state, delivery } = context;
  const ids = await state.builds.overdue(Date.now());
  if (ids.length === 0) return;
  const view = await state.waiting.read({ ids });
  for (const place of view.builds) {
    const { id } = place;
    const build = await state.builds.find(id);
    if (build?.status !== 'queued') continue;
    const { message } = whyItWaits(build, place, view);
    const reason = `queue timeout of ${build.definition.queueTimeout}: ${message}`;
    if (await finishOverdue(context, build, reason)) await delivery.withdraw(queueOfBuild(build), id);
  }
}

async function endOrRequeue(
  context: QueueContext & { readonly log: Logger },
  build: BuildDocument,
): Promise<void> {
  const about = { build: buildId(build.job, build.number), worker: build.worker };
  if (await requeueLost(context, build)) context.log.warn(about, 'worker lost; build queued again');
  else if (await finishLost(context, build)) context.log.warn(about, 'worker lost; build ended');
}
