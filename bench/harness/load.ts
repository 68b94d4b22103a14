import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

const program = createRequire(import.meta.url).resolve('autocannon');
const run = promisify(execFile);

export interface Load {
  readonly requestsPerSecond: number;
  /** Milliseconds; whole ones, as autocannon counts them. */
  readonly p50: number;
  readonly p99: number;
}

interface Report {
  requests: { average: number };
  latency: { p50: number; p99: number };
  non2xx: number;
  errors: number;
}

/** Sends requests over so many connections, each as soon as the last is answered. Throws on any other answer than 2xx. */
export async function load(url: string, token: string, connections: number, seconds: number): Promise<Load> {
  const { stdout } = await run(
    process.execPath,
    [
      program,
      '--json',
      '-c',
      `${connections}`,
      '-d',
      `${seconds}`,
      '-H',
      `authorization=Bearer ${token}`,
      url,
    ],
    { maxBuffer: 16 * 2 ** 20 },
  );
  const { requests, latency, non2xx, errors } = JSON.parse(stdout) as Report;
  if (non2xx + errors > 0)
    throw new Error(`${url}: ${non2xx} answers were not 2xx, ${errors} requests failed`);
  return { requestsPerSecond: requests.average, p50: latency.p50, p99: latency.p99 };
}
