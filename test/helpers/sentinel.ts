import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { pollUntil } from '../../src/lib/poll-until.ts';
import { freePort } from './free-port.ts';
import { redisBinary } from './private-redis.ts';

export interface SentinelOptions {
  /** PEM files: everything speaks TLS, and nothing else. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Lines of an ACL file, for both Redis; `user sentinel` is added. */
  readonly acl?: readonly string[];
  /** What the Sentinel asks of its clients. */
  readonly password?: string;
}

/** A Redis, its replica and a Sentinel that watches them: real ones, on ports of loopback. */
export interface SentinelRedis {
  /** Of the Sentinel. */
  readonly port: number;
  /** What it calls the Redis. */
  readonly name: string;
  /** Which of the two serves now, by what the Sentinel says. */
  serving(): Promise<number>;
  /** A connection to one of the two, as the Sentinel's own user where no other is named; closed by `stop`. */
  connect(port: number, by?: { username: string; password: string }): Redis;
  /** Stops the process that serves without ending it, as a machine that hangs; it no longer answers. */
  freeze(): Promise<void>;
  /** Ends the process that serves, as a crash does. */
  kill(): Promise<void>;
  /** Resolves when another one serves than `port`. */
  failedOver(port: number): Promise<void>;
  stop(): Promise<void>;
}

const name = 'drover';
const withinMs = 60_000;
/** Short, so that a test need not wait; a real one takes some seconds before it believes that a Redis is gone. */
const downAfterMs = 800;

export async function startSentinel({
  tls,
  acl = [],
  password,
}: SentinelOptions = {}): Promise<SentinelRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'drover-sentinel-'));
  const children = new Map<number, ChildProcess>();
  const connections: Redis[] = [];
  const own = acl.length === 0 ? null : { username: 'sentinel', password: 'sentinel-password' };
  const trust = tls === undefined ? {} : { tls: { rejectUnauthorized: false } };

  const connect = (port: number, by: object | null = own): Redis => {
    const redis = new Redis({ host: '127.0.0.1', port, ...by, ...trust, retryStrategy: () => 50 });
    redis.on('error', () => {});
    connections.push(redis);
    return redis;
  };

  const start = (port: number, args: readonly string[]): void => {
    const listen = tls === undefined ? ['--port', String(port)] : ['--port', '0', '--tls-port', String(port)];
    const files =
      tls === undefined
        ? []
        : ['--tls-cert-file', tls.cert, '--tls-key-file', tls.key, '--tls-ca-cert-file', tls.cert].concat([
            '--tls-auth-clients',
            'no',
            '--tls-replication',
            'yes',
          ]);
    children.set(
      port,
      spawn(redisBinary(), [...args, ...listen, '--bind', '127.0.0.1', ...files], { stdio: 'ignore' }),
    );
  };

  const answers = async (port: number, by: object | null = own): Promise<Redis> => {
    const redis = connect(port, by);
    const answered = () =>
      redis.ping().then(
        () => true,
        () => false,
      );
    if (!(await pollUntil(answered, 20, withinMs))) throw new Error(`nothing answers at ${port}`);
    return redis;
  };

  async function stop(): Promise<void> {
    for (const redis of connections) redis.disconnect();
    for (const child of children.values()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  }

  try {
    const [first, second, port] = [await freePort(), await freePort(), await freePort()];
    const data = ['--dir', folder, '--save', '', '--loglevel', 'warning', '--repl-diskless-sync-delay', '0'];
    if (own !== null) {
      const line = `user ${own.username} on >${own.password} ~* &* +@all`;
      await writeFile(join(folder, 'users.acl'), `${[...acl, line].join('\n')}\n`);
      data.push(
        '--aclfile',
        join(folder, 'users.acl'),
        '--masteruser',
        own.username,
        '--masterauth',
        own.password,
      );
    }
    start(first, data);
    await answers(first);
    start(second, [...data, '--replicaof', '127.0.0.1', String(first)]);
    const replica = await answers(second);
    const copied = async () => (await replica.info('replication')).includes('master_link_status:up');
    if (!(await pollUntil(copied, 20, withinMs))) throw new Error('the replica does not follow');
    const lines = [
      `dir ${folder}`,
      `sentinel monitor ${name} 127.0.0.1 ${first} 1`,
      `sentinel down-after-milliseconds ${name} ${downAfterMs}`,
      `sentinel failover-timeout ${name} 5000`,
      ...(own === null
        ? []
        : [`sentinel auth-user ${name} ${own.username}`, `sentinel auth-pass ${name} ${own.password}`]),
      ...(password === undefined ? [] : [`requirepass ${password}`]),
    ];
    await writeFile(join(folder, 'sentinel.conf'), `${lines.join('\n')}\n`);
    start(port, [join(folder, 'sentinel.conf'), '--sentinel']);
    const sentinel = await answers(port, password === undefined ? null : { password });
    const serving = async (): Promise<number> => {
      const address = (await sentinel.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name)) as [string, string];
      return Number(address[1]);
    };
    const seesReplica = async () =>
      ((await sentinel.call('SENTINEL', 'REPLICAS', name)) as unknown[]).length === 1;
    if (!(await pollUntil(seesReplica, 50, withinMs))) throw new Error('the Sentinel sees no replica');
    return {
      port,
      name,
      serving,
      connect,
      async freeze() {
        children.get(await serving())?.kill('SIGSTOP');
      },
      async kill() {
        children.get(await serving())?.kill('SIGKILL');
      },
      async failedOver(before) {
        if (!(await pollUntil(async () => (await serving()) !== before, 50, withinMs)))
          throw new Error('the Sentinel did not fail over');
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
