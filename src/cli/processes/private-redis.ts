import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { delimiter, join } from 'node:path';
import { DroverError } from '../../errors/error.ts';
import { endLeftRedis } from './end-left-redis.ts';

export interface PrivateRedis {
  /** `unix://` address of its socket. */
  readonly url: string;
  readonly pid: number;
  /** Resolves when it ends, whoever ended it. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const readyWithinMs = 30_000;
const stopWithinMs = 10_000;
/** A unix socket's address is at most this long on Linux. */
const longestSocketPath = 107;

/**
 * A Redis of Drover's own in `<data>/redis`, reachable through a unix socket that only this user may open.
 * The append-only file is on and nothing is ever evicted: Redis holds the truth, it is no cache here.
 */
export async function startPrivateRedis(data: string): Promise<PrivateRedis> {
  const binary = findOnPath(['valkey-server', 'redis-server']);
  if (binary === null) {
    throw new DroverError('REDIS_UNAVAILABLE', {
      detail: 'No Redis found: install the package redis-server (or valkey-server), or set DROVER_REDIS_URL.',
    });
  }
  const folder = join(data, 'redis');
  const socket = join(folder, 'redis.sock');
  if (Buffer.byteLength(socket) > longestSocketPath) {
    throw new DroverError('CONFIG_INVALID', {
      detail: `The data folder's path is too long for a Redis socket (${socket}): choose a shorter one with --data.`,
    });
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  await endLeftRedis(socket);
  await rm(socket, { force: true });
  const child = spawn(binary, redisArguments(folder, socket), {
    stdio: ['ignore', 'ignore', 'ignore'],
    // Ctrl-C reaches the whole foreground group: Redis must outlive the builds that still report to it.
    detached: true,
  });
  const ended = once(child, 'exit').then(() => {});
  await waitUntilReady(child, socket, join(folder, 'redis.log'));
  return { url: `unix://${socket}`, pid: child.pid ?? 0, ended, stop: () => stop(child, ended) };
}

function redisArguments(folder: string, socket: string): string[] {
  const options = {
    port: '0',
    unixsocket: socket,
    unixsocketperm: '700',
    dir: folder,
    appendonly: 'yes',
    appendfsync: 'everysec',
    'maxmemory-policy': 'noeviction',
    save: '',
    daemonize: 'no',
    logfile: join(folder, 'redis.log'),
    loglevel: 'notice',
  };
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
}

function findOnPath(names: readonly string[]): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  for (const name of names) {
    for (const folder of folders) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {}
    }
  }
  return null;
}

/** It answers on its socket before it has read its append-only file: LOADING is waited for by the client. */
async function waitUntilReady(child: ChildProcess, socket: string, log: string): Promise<void> {
  const until = performance.now() + readyWithinMs;
  while (performance.now() < until) {
    if (child.exitCode !== null) break;
    if (await answers(socket)) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  child.kill('SIGKILL');
  throw new DroverError('REDIS_UNAVAILABLE', { detail: `The private Redis did not start: ${log} says why.` });
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(socket);
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', () => resolve(false));
  });
}

/** SIGTERM makes Redis flush its append-only file and go. */
async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  await ended;
  clearTimeout(timer);
}
