import type { Live } from '../../live/live.ts';
import type { LogOfBuild } from '../../live/logs-of.ts';
import type { ReloadMessage, ServerMessage, SubscribeBuilds, SubscribeOutput } from '../../live/messages.ts';
import type { WorkerView } from '../../state/index.ts';
import type { Visible } from '../access/filter.ts';
import type { Outlet } from './outlet.ts';
import type { Subscription } from './subscription.ts';

export async function subscribeToBuilds(
  live: Live,
  outlet: Outlet,
  message: SubscribeBuilds,
  visible: Visible | null,
): Promise<Subscription> {
  const { job, since } = message;
  const build = job === undefined ? undefined : message.build;
  const about = { ...(job === undefined ? {} : { job }), ...(build === undefined ? {} : { build }) };
  const reload: ReloadMessage = { type: 'reload', channel: 'builds', ...about };
  const feed = await live.builds.subscribe({ job, build, visible: visible ?? undefined }, since, {
    changed: (text) => void outlet.news(text),
    missed: () => outlet.answer(reload),
  });
  return {
    start() {
      outlet.answer({ type: 'subscribed', channel: 'builds', ...about, id: feed.newest });
      if (feed.missing) outlet.answer(reload);
      for (const change of feed.changes) outlet.news(change);
      feed.start();
    },
    drained(leftOut) {
      if (leftOut) outlet.answer(reload);
    },
    close: () => feed.close(),
  };
}

type HideBuilds = (workers: readonly WorkerView[]) => Promise<WorkerView[]>;

/** `hide` leaves out of workers what the client may not see; null: nothing. */
export async function subscribeToWorkers(
  live: Live,
  outlet: Outlet,
  hide: HideBuilds | null,
): Promise<Subscription> {
  let started = false;
  const show = inOrder(hide);
  const feed = await live.workers.subscribe((message) => {
    if (!started) return;
    if (message.type === 'gone') show([], () => outlet.news(encode(message)));
    else
      show([message.worker], ([worker = message.worker]) =>
        outlet.news(encode({ type: 'heartbeat', worker })),
      );
  });
  const tellAll = (all: readonly WorkerView[]) =>
    show(all, (workers) => outlet.answer({ type: 'workers', workers }));
  return {
    start() {
      started = true;
      outlet.answer({ type: 'subscribed', channel: 'workers' });
      tellAll(feed.workers);
    },
    drained(leftOut) {
      if (leftOut) tellAll(feed.now());
    },
    close: () => feed.close(),
  };
}

/** One after another, where hiding takes a look at Redis; what cannot be looked up is not sent, and the next beat comes. */
function inOrder(hide: HideBuilds | null) {
  let last = Promise.resolve();
  return (workers: readonly WorkerView[], send: (shown: WorkerView[]) => unknown): void => {
    if (hide === null) send([...workers]);
    else last = last.then(async () => void send(await hide(workers))).catch(() => {});
  };
}

export async function subscribeToOutput(
  live: Live,
  outlet: Outlet,
  message: SubscribeOutput,
  handlers: { ended(): void; failed(error: unknown): void },
): Promise<Subscription> {
  const { job, build, offsets, tail, logs } = message;
  const only = logs && new Set(logs);
  const viewer = await live.output.view(job, build, {
    sink: {
      take: (piece) => outlet.piece(piece.message(job, build)),
      end({ status }) {
        handlers.ended();
        outlet.answer({ type: 'end', job, build, status });
      },
      fail: (error) => handlers.failed(error),
    },
    ...(offsets === undefined ? {} : { offsets }),
    ...(tail === undefined ? {} : { tail }),
    ...(only === undefined ? {} : { wanted: ({ log }: LogOfBuild) => only.has(log) }),
  });
  return {
    start() {
      outlet.answer({
        type: 'subscribed',
        channel: 'output',
        job,
        build,
        ...(tail === undefined ? {} : { offsets: { ...viewer.begins } }),
      });
      viewer.start();
    },
    drained: () => viewer.ready(),
    close: () => viewer.close(),
  };
}

const encode = (message: ServerMessage): Buffer => Buffer.from(JSON.stringify(message));
