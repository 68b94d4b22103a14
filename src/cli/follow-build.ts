import { setTimeout as sleep } from 'node:timers/promises';
import { outputStream } from '../live/client/index.ts';
import type { BuildSummary } from '../state/build.ts';
import type { Client } from './client/client.ts';
import { connectLive, liveFault } from './client/live.ts';
import { buildPath } from './client/paths.ts';
import { patiently } from './client/patiently.ts';
import type { WaitingBuild } from './client/types.ts';
import { exitCodeOf } from './exit-codes.ts';
import type { Io } from './io.ts';
import { elapsed } from './run/terminal.ts';
import { colorStatus, statusText } from './ui/status.ts';

const waitingPollMs = 2_000;
const encoder = new TextEncoder();

/**
 * Shows a build live until it ends; resolves to the exit code of its result. Ctrl-C ends the watching only.
 * With `quiet` nothing is shown until the end, which is then the document as JSON.
 */
export async function followBuild(
  client: Client,
  io: Io,
  job: string,
  number: number,
  { quiet, tail }: { quiet: boolean; tail?: number | undefined },
): Promise<number> {
  const stop = new AbortController();
  const started = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  // Once is enough: it is the output that matters.
  let told = false;
  const onLost = () => {
    if (!told) io.note(io.noteColors.yellow('The connection is lost; the build goes on. Connecting again …'));
    told = true;
  };
  // What does not exist, or may not be seen, is said as by every other command.
  await client.get<BuildSummary>(buildPath(job, number));
  const live = connectLive(client, { onLost });
  const wanted = { job, build: number, ...(tail === undefined ? {} : { tail }) };
  const waiting = quiet
    ? Promise.resolve()
    : tellWhyItWaits(client, io, job, number, AbortSignal.any([stop.signal, started.signal]));
  try {
    for await (const message of outputStream(live, wanted, stop.signal)) {
      started.abort();
      if (message.type === 'output' && !quiet) await io.write(encoder.encode(message.data));
      if (io.readerIsGone()) return 0;
    }
  } catch (error) {
    if (!stop.signal.aborted) throw liveFault(client, error);
    if (io.readerIsGone()) return 0;
    io.note(
      `\nStopped watching; ${job} #${number} goes on. Watch again: drover follow ${job} ${number}   End it: drover cancel ${job} ${number}`,
    );
    return 130;
  } finally {
    live.close();
    started.abort();
    await waiting;
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
  const build = await patiently(() => client.get<BuildSummary>(buildPath(job, number)));
  if (quiet) io.print(JSON.stringify(build, null, 2));
  else io.note(describeEnd(build, io));
  return exitCodeOf(build.status);
}

function describeEnd(build: BuildSummary, { noteColors }: Io): string {
  const status = colorStatus(noteColors, build.status, statusText(build.status));
  const duration = build.durationMs === null ? '' : ` in ${elapsed(build.durationMs)}`;
  const warnings = build.warnings > 0 ? noteColors.yellow(`, warnings: ${build.warnings}`) : '';
  const reason = build.reason === undefined ? '' : `: ${build.reason}`;
  return `${status} ${build.job} #${build.number}${duration}${warnings}${reason}`;
}

/** While the build is queued: the reason, each time it changes. A failure here is the follower's to tell. */
async function tellWhyItWaits(
  client: Client,
  io: Io,
  job: string,
  number: number,
  signal: AbortSignal,
): Promise<void> {
  let told = '';
  while (!signal.aborted) {
    await sleep(waitingPollMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    const queue = await client
      .get<{ builds: WaitingBuild[] }>('/api/queue', { limit: 1000 })
      .catch(() => ({ builds: [] }));
    const entry = queue.builds.find((build) => build.job === job && build.number === number);
    if (entry === undefined || signal.aborted) continue;
    const { message } = entry.waitingFor;
    if (message !== told) io.note(io.noteColors.dim(`waiting: ${message}`));
    told = message;
  }
}
