import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

const program = createRequire(import.meta.url).resolve('autocannon');
const run = promisify(execFile);

export interface Load {
  /** Only those that were answered with 2xx. */
  readonly requestsPerSecond: number;
  /** Requests that were answered otherwise, or not at all. */
  readonly failed: number;
  /** Milliseconds; whole ones, as autocannon counts them. */
  readonly p50: number;
  readonly p99: number;
}

interface Report {
  '2xx': number;
  duration: number;
  latency: { p50: number; p99: number };
  non2xx: number;
  errors: number;
}

/** Sends requests over so many connections, each as soon as the last is answered. */
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
  const { duration, latency, non2xx, errors, '2xx': answered } = JSON.parse(stdout) as Report;
  return {
    requestsPerSecond: answered / duration,
    failed: non2xx + errors,
    p50: latency.p50,
    p99: latency.p99,
  };
}
