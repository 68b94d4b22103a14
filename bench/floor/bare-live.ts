import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startPrivateRedis } from '../../src/cli/processes/private-redis.ts';
import { Closers } from '../../src/lib/closers.ts';

/** A pipe, Redis pub/sub and bare `ws`, in processes as Drover's are: what live output is measured against. */
export interface BareLive {
  readonly url: string;
  /** Runs a bash command whose output is published; resolves when it has ended. */
  run(command: string): Promise<void>;
  /** Sends so many `output` messages with so much data to every socket; resolves when all were taken. */
  fanOut(frames: number, bytes: number): Promise<void>;
  readonly stop: () => Promise<void>;
}

const channel = 'bare';

export async function startBareLive(folder: string): Promise<BareLive> {
  const closers = new Closers();
  const redis = await startPrivateRedis(folder);
  closers.add(() => redis.stop());
  const socket = redis.url.slice('unix://'.length);
  const server = spawn(process.execPath, [join(import.meta.dirname, 'bare-fanout.mjs'), socket, channel], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  closers.add(async () => {
    if (server.exitCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
  });
  const [port] = (await once(server.stdout, 'data')) as [Buffer];
  const url = `http://127.0.0.1:${port.toString().trim()}`;
  return {
    url,
    async run(command) {
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, 'bare-publish.mjs'), socket, channel, command],
        { stdio: ['ignore', 'ignore', 'inherit'] },
      );
      await once(child, 'exit');
    },
    async fanOut(frames, bytes) {
      const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ frames, bytes }) });
      await answer.text();
    },
    stop: () => closers.close(),
  };
}
