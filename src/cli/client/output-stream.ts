import { setTimeout as sleep } from 'node:timers/promises';
import { jitter } from '../../lib/jitter.ts';
import { type BuildSummary, isFinished } from '../../state/build.ts';
import { type Client, isNetworkError } from './client.ts';
import { buildPath } from './paths.ts';

const longestPauseMs = 10_000;
const failuresInARow = 12;

/**
 * The output of a build from its first byte until its end, each byte once. A stream that breaks off (the
 * server restarts, a proxy gives up on a silent build) is opened again and what was already seen is skipped.
 * Gives up after about a minute without an answer.
 */
export async function* outputOf(
  client: Client,
  job: string,
  number: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const path = buildPath(job, number);
  let seen = 0;
  for (let failures = 0; ; failures += 1) {
    try {
      let position = 0;
      for await (const chunk of await open(client, path, signal)) {
        const fresh = chunk.subarray(Math.min(chunk.length, Math.max(0, seen - position)));
        position += chunk.length;
        if (fresh.length === 0) continue;
        failures = 0;
        seen = position;
        yield fresh;
      }
      const build = await client.get<BuildSummary>(path);
      if (isFinished(build.status)) return;
    } catch (error) {
      if (signal.aborted || !isNetworkError(error) || failures >= failuresInARow) throw error;
    }
    await sleep(jitter(Math.min(longestPauseMs, 250 * 2 ** failures)), undefined, { signal });
  }
}

async function open(client: Client, path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const response = await client.request('GET', `${path}/log`, {
    query: { follow: true },
    headers: { accept: 'text/plain' },
    signal,
  });
  return (response.body ?? []) as AsyncIterable<Uint8Array>;
}
