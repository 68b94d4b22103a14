import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { pollUntil } from '../../src/lib/poll-until.ts';

export interface PrivateRedisOptions {
  /** Keeps what was written over `kill` and `start`, by the append-only file, synced at every write. */
  readonly appendOnly?: boolean;
  /** One node of a Cluster that has all slots: refuses scripts and commands that cross slots. */
  readonly cluster?: boolean;
}

/** A real Redis of a test's own, on a unix socket in a folder that goes with it. */
export interface PrivateRedis {
  /** `unix://` address. */
  readonly url: string;
  readonly pid: number;
  /** A new connection, closed by `stop`. */
  connect(): Redis;
  /** Ends it as a crash does; what it has written stays. */
  kill(): Promise<void>;
  /** Starts it again after `kill`. */
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

const readyWithinMs = 60_000;

export async function startPrivateRedis({
  appendOnly = false,
  cluster = false,
}: PrivateRedisOptions = {}): Promise<PrivateRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'drover-redis-'));
  const socket = join(folder, 'redis.sock');
  const connections: Redis[] = [];
  let child: ChildProcess | null = null;

  const arguments_ = [
    '--port',
    '0',
    '--unixsocket',
    socket,
    '--dir',
    folder,
    '--save',
    '',
    '--loglevel',
    'warning',
    ...(appendOnly ? ['--appendonly', 'yes', '--appendfsync', 'always'] : []),
    // The bus port of a Cluster node cannot be switched off: one at random is hardly ever taken.
    ...(cluster
      ? ['--cluster-enabled', 'yes', '--cluster-port', String(20_000 + Math.floor(Math.random() * 20_000))]
      : []),
  ];

  const connect = (): Redis => {
    const redis = new Redis(socket);
    redis.on('error', () => {});
    connections.push(redis);
    return redis;
  };

  async function start(): Promise<void> {
    child = spawn(redisBinary(), arguments_, { stdio: 'ignore' });
    const redis = new Redis(socket, { lazyConnect: true, retryStrategy: () => 20 });
    redis.on('error', () => {});
    if (cluster) redis.once('ready', () => void redis.cluster('ADDSLOTSRANGE', 0, 16_383).catch(() => {}));
    const answers = async (): Promise<boolean> => {
      if (child?.exitCode !== null) throw new Error(`redis-server ended with ${child?.exitCode}`);
      return redis.set('ready', '1').then(
        () => true,
        () => false,
      );
    };
    redis.connect().catch(() => {});
    try {
      if (!(await pollUntil(answers, 10, readyWithinMs))) throw new Error('redis-server did not get ready');
      await redis.del('ready');
    } catch (error) {
      await kill();
      throw error;
    } finally {
      redis.disconnect();
    }
  }

  async function kill(): Promise<void> {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  try {
    await start();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    url: `unix://${socket}`,
    get pid() {
      return child?.pid ?? 0;
    },
    connect,
    kill,
    start,
    async stop() {
      for (const redis of connections) redis.disconnect();
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function redisBinary(): string {
  const found = ['valkey-server', 'redis-server'].find((name) => spawnSync(name, ['--version']).status === 0);
  if (found === undefined) throw new Error('no redis-server and no valkey-server on PATH');
  return found;
}
