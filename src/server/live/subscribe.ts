import type { Live } from '../../live/live.ts';
import type { LogOfBuild } from '../../live/logs-of.ts';
import type { ReloadMessage, ServerMessage, SubscribeBuilds, SubscribeOutput } from '../../live/messages.ts';
import type { Outlet } from './outlet.ts';
import type { Subscription } from './subscription.ts';

export async function subscribeToBuilds(
  live: Live,
  outlet: Outlet,
  message: SubscribeBuilds,
): Promise<Subscription> {
  const { job, since } = message;
  const build = job === undefined ? undefined : message.build;
  const about = { ...(job === undefined ? {} : { job }), ...(build === undefined ? {} : { build }) };
  const reload: ReloadMessage = { type: 'reload', channel: 'builds', ...about };
  const feed = await live.builds.subscribe({ job, build }, since, {
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

export async function subscribeToWorkers(live: Live, outlet: Outlet): Promise<Subscription> {
  let started = false;
  const feed = await live.workers.subscribe((message) => {
    if (started) outlet.news(encode(message));
  });
  return {
    start() {
      started = true;
      outlet.answer({ type: 'subscribed', channel: 'workers' });
      outlet.answer({ type: 'workers', workers: feed.workers });
    },
    drained(leftOut) {
      if (leftOut) outlet.answer({ type: 'workers', workers: feed.now() });
    },
    close: () => feed.close(),
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
      outlet.answer({ type: 'subscribed', channel: 'output', job, build });
      viewer.start();
    },
    drained: () => viewer.ready(),
    close: () => viewer.close(),
  };
}

const encode = (message: ServerMessage): Buffer => Buffer.from(JSON.stringify(message));
