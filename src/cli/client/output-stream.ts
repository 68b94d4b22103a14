import { setTimeout as sleep } from 'node:timers/promises';
import { DroverError } from '../../errors/error.ts';
import { jitter } from '../../lib/jitter.ts';
import { type BuildSummary, isFinished } from '../../state/build.ts';
import { type Client, isNetworkError } from './client.ts';
import { buildPath } from './paths.ts';
import { ServerProblem } from './server-problem.ts';

const longestPauseMs = 10_000;
const failuresInARow = 12;

export interface OutputOptions {
  readonly signal: AbortSignal;
  /** Called when a server that answered before does not any more. */
  readonly onLost: () => void;
}

/**
 * The output of a build from its first byte until its end, each byte once. A stream that breaks off (the
 * server restarts, a proxy gives up on a silent build) is opened again and what was already seen is skipped.
 * Gives up after a minute or two without an answer, and at once when there never was one.
 */
export async function* outputOf(
  client: Client,
  job: string,
  number: number,
  { signal, onLost }: OutputOptions,
): AsyncGenerator<Uint8Array> {
  const path = buildPath(job, number);
  let seen = 0;
  let opened = false;
  for (let failures = 0; ; failures += 1) {
    try {
      const stream = await open(client, path, signal);
      opened = true;
      for await (const fresh of skip(stream, seen)) {
        failures = 0;
        seen += fresh.length;
        yield fresh;
      }
      const build = await client.get<BuildSummary>(path);
      if (isFinished(build.status)) return;
      failures = 0;
    } catch (error) {
      if (signal.aborted || !opened || !isLoss(error) || failures >= failuresInARow) throw error;
      if (failures === 1) onLost();
    }
    await sleep(jitter(Math.min(longestPauseMs, 250 * 2 ** failures)), undefined, { signal });
  }
}

async function open(client: Client, path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const request = { query: { follow: true }, headers: { accept: 'text/plain' }, signal };
  const response = await client.request('GET', `${path}/log`, request);
  return (response.body ?? []) as AsyncIterable<Uint8Array>;
}

async function* skip(stream: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const chunk of stream) {
    if (left < chunk.length) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}

/** The server, or Redis behind it, is away: that passes, so it is worth waiting for. */
function isLoss(error: unknown): boolean {
  if (error instanceof ServerProblem) return error.exit === 69;
  return isNetworkError(error) || (error instanceof DroverError && error.code === 'SERVER_UNREACHABLE');
}
