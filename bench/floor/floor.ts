import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { startPrivateRedis } from '../../src/cli/processes/private-redis.ts';
import { Closers } from '../../src/lib/closers.ts';
import { withTimeout } from '../../src/lib/with-timeout.ts';
import { enqueue, keys } from './scripts.ts';

const withinMs = 300_000;

/** The floor system, started; see README.md beside this file. This process is its server. */
export class Floor {
  readonly #redis: Redis;
  readonly #closers: Closers;
  #onFinished: (at: number) => void = () => {};

  private constructor(redis: Redis, closers: Closers) {
    this.#redis = redis;
    this.#closers = closers;
  }

  static async start(folder: string, slots: number): Promise<Floor> {
    const closers = new Closers();
    try {
      const server = await startPrivateRedis(folder);
      closers.add(() => server.stop());
      const socket = server.url.slice('unix://'.length);
      const [redis, subscriber] = [new Redis(socket), new Redis(socket)];
      closers.add(() => [redis, subscriber].map((client) => client.disconnect()));
      redis.defineCommand('floorEnqueue', { numberOfKeys: 3, lua: enqueue });
      const floor = new Floor(redis, closers);
      await subscriber.subscribe(keys.events);
      subscriber.on('message', () => floor.#onFinished(performance.now()));
      const worker = await startWorker(folder, socket, slots);
      closers.add(() => stopWorker(worker));
      return floor;
    } catch (error) {
      await closers.close();
      throw error;
    }
  }

  /** Milliseconds from before the trigger to the message that the build has ended. */
  async latency(): Promise<number> {
    const ended = this.#finished(1);
    const begin = performance.now();
    await this.#enqueue(keys.queue);
    return (await ended) - begin;
  }

  /** Builds per second from the release of `builds` waiting ones to the end of the last. */
  async throughput(builds: number): Promise<number> {
    await Promise.all(Array.from({ length: builds }, () => this.#enqueue(keys.held)));
    const ended = this.#finished(builds);
    const begin = performance.now();
    await this.#redis.rename(keys.held, keys.queue);
    return builds / (((await ended) - begin) / 1000);
  }

  stop(): Promise<void> {
    return this.#closers.close();
  }

  #enqueue(queue: string): Promise<unknown> {
    const document = JSON.stringify({ status: 'queued', queuedAt: new Date().toISOString() });
    const redis = this.#redis as unknown as { floorEnqueue(...args: string[]): Promise<unknown> };
    return redis.floorEnqueue(keys.number, keys.recent, queue, keys.document, document);
  }

  #finished(count: number): Promise<number> {
    let left = count;
    const finished = new Promise<number>((resolve) => {
      this.#onFinished = (at) => {
        left -= 1;
        if (left === 0) resolve(at);
      };
    });
    return withTimeout(finished, withinMs, `${left} builds of the floor did not end`);
  }
}

async function startWorker(folder: string, socket: string, slots: number): Promise<ChildProcess> {
  const logs = join(folder, 'logs');
  await mkdir(logs, { recursive: true });
  const program = join(import.meta.dirname, 'worker.ts');
  const worker = spawn(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), program, socket, logs, String(slots)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await withTimeout(once(worker.stdout, 'data'), 30_000, 'the worker of the floor did not start');
  return worker;
}

async function stopWorker(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const ended = once(worker, 'exit');
  worker.kill('SIGTERM');
  await ended;
}
