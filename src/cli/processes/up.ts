import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import pc from 'picocolors';
import type { Logger } from 'pino';
import type { Config, LoadedConfig } from '../../config/index.ts';
import { register } from '../../errors/register.ts';
import { Closers } from '../../lib/closers.ts';
import { jitter } from '../../lib/jitter.ts';
import { adminTokenFile } from './admin-token.ts';
import { lockDataFolder } from './data-lock.ts';
import { loadExamples } from './load-examples.ts';
import { createLogger } from './logger.ts';
import { startPrivateRedis } from './private-redis.ts';
import { ensureSecretKey } from './secret-keys.ts';
import { openServer, type RunningServer } from './server.ts';
import { onStopSignals } from './signals.ts';
import { packageRoot } from './version.ts';

/**
 * `drover up`: everything on this machine. Redis and the worker are processes of their own; the server lives in
 * this one. Stopped in reverse order: the worker finishes its builds, then the server goes, then Redis.
 */
export async function runUp(loaded: LoadedConfig): Promise<number> {
  const { config } = loaded;
  const log = createLogger(config, 'up');
  const closers = new Closers();
  const interrupted = interruption();
  let fault: string | null = null;
  try {
    closers.add(await lockDataFolder(config.data));
    await ensureSecretKey(config);
    const redisUrl = config.redisUrl ?? (await ownRedis());
    const server = await openServer(config, redisUrl, log);
    closers.add(() => server.close());
    if (await loadExamples(server.state)) log.info('loaded the example jobs');
    const worker = superviseWorker(loaded, redisUrl, server.url, log, () => {
      fault = 'the worker cannot work with these options';
      interrupted.stop();
    });
    closers.add(() => worker.stop());
    interrupted.again = () => worker.hurry();
    await greet(server, config);
    await interrupted.first;
    log.info('stopping: waiting for the running builds (Ctrl-C again ends them)');
  } finally {
    await closers.close();
  }
  if (fault !== null) log.error(fault);
  return fault === null ? 0 : 1;

  async function ownRedis(): Promise<string> {
    const redis = await startPrivateRedis(config.data);
    let stopping = false;
    closers.add(() => {
      stopping = true;
      return redis.stop();
    });
    void redis.ended.then(() => {
      if (stopping) return;
      fault = `the private Redis ended; ${join(config.data, 'redis', 'redis.log')} says why`;
      interrupted.stop();
    });
    return redis.url;
  }
}

function interruption() {
  let stop = () => {};
  const first = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const handlers = { first, stop, again: () => {} };
  onStopSignals(stop, () => handlers.again());
  return handlers;
}

/**
 * Keeps one worker process alive: one that dies is started again, at most once a second or so. One that cannot work
 * with its options would die again: `refused` is called instead.
 */
function superviseWorker(
  loaded: LoadedConfig,
  redisUrl: string,
  serverUrl: string,
  log: Logger,
  refused: () => void,
) {
  let child: ChildProcess;
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  const own = Object.entries(process.env);
  const options = Object.fromEntries(own.filter(([name]) => name.startsWith('DROVER_')));
  const given = { ...options, ...workerEnvironment(loaded, redisUrl, serverUrl) };
  const start = () => {
    const program = join(packageRoot, 'dist/cli/main.js');
    child = spawn(process.execPath, [...process.execArgv, program, 'worker', '--options-from-stdin'], {
      stdio: ['pipe', 'inherit', 'inherit'],
      detached: true,
      env: Object.fromEntries(own.filter(([name]) => !name.startsWith('DROVER_'))),
    });
    // Not as environment, which anybody who runs as the same user can read in /proc. The pipe stays open: its end
    // tells the worker that this process was killed.
    child.stdin?.on('error', () => {}).write(`${JSON.stringify(given)}\n`);
    child.once('exit', (code, signal) => {
      if (stopping) return;
      if (code === register.CONFIG_INVALID.exit) return refused();
      log.warn(`worker ended (${signal ?? code}); starting it again`);
      timer = setTimeout(start, jitter(1_000));
    });
  };
  start();
  return {
    async stop() {
      stopping = true;
      clearTimeout(timer);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
    hurry() {
      child.kill('SIGTERM');
    },
  };
}

/** The worker reads its options like any other: what `up` was given as flags reaches it as environment. */
function workerEnvironment(
  { config, file }: LoadedConfig,
  redisUrl: string,
  serverUrl: string,
): Record<string, string> {
  return {
    ...(file === null ? {} : { DROVER_CONFIG: file }),
    DROVER_REDIS_URL: redisUrl,
    DROVER_REDIS_PREFIX: config.redisPrefix,
    DROVER_REDIS_SENTINEL_USERNAME: config.redisSentinelUsername ?? '',
    DROVER_REDIS_SENTINEL_PASSWORD: config.redisSentinelPassword ?? '',
    DROVER_SECRET_KEY: config.secretKey?.map((key) => key.toString('base64')).join(',') ?? '',
    DROVER_SECRET_KEY_FILE: config.secretKeyFile,
    DROVER_DATA: config.data,
    DROVER_STORAGE: config.storage,
    DROVER_WORKSPACES: config.workspaces,
    DROVER_MIRRORS: config.mirrors,
    DROVER_MIRRORS_MAX_GIGABYTES: String(config.mirrorsMaxGigabytes),
    DROVER_MIRRORS_MAX_AGE: `${config.mirrorsMaxAge}ms`,
    DROVER_PUBLIC_URL: config.publicUrl ?? serverUrl,
    DROVER_SLOTS: String(config.slots),
    DROVER_LABELS: config.labels.join(','),
    DROVER_RUN_AS: config.runAs.join(','),
    DROVER_SANDBOX: config.sandbox,
    DROVER_SANDBOX_NETWORK: config.sandboxNetwork,
    DROVER_NAME: config.name,
    DROVER_CANCEL_GRACE: `${config.cancelGrace}ms`,
    DROVER_STOP_TIMEOUT: `${config.stopTimeout}ms`,
    DROVER_DEFAULT_TIMEOUT: `${config.defaultTimeout}ms`,
    DROVER_MAX_TIMEOUT: `${config.maxTimeout}ms`,
    DROVER_KEPT_WORKSPACES_SIZE: `${config.keptWorkspacesSize} B`,
    DROVER_RETENTION_BUILDS: String(config.retentionBuilds),
    DROVER_RETENTION_DAYS: String(config.retentionDays),
    DROVER_GITHUB_API_URL: config.githubApiUrl,
    DROVER_GITHUB_TOKEN: config.githubToken ?? '',
    DROVER_GITHUB_APP_ID: config.githubAppId ?? '',
    DROVER_GITHUB_APP_KEY: config.githubAppKey ?? '',
    DROVER_LOG_LEVEL: config.logLevel,
  };
}

function tokenLine({ newToken }: RunningServer, { data }: Config): string {
  return newToken === null
    ? `The admin token is in ${adminTokenFile(data)}`
    : `Admin token, shown once and kept in ${adminTokenFile(data)}:\n  ${newToken}`;
}

/** `./drover` where it was called so in a clone: there is no other in the path then. */
const calledAs = basename(process.argv0) === 'drover' ? process.argv0 : 'drover';

async function greet(server: RunningServer, config: Config): Promise<void> {
  const link = await server.loginLink();
  const lines = [
    `${pc.bold('Drover')} is up at ${pc.cyan(server.url)}`,
    ...(link === null
      ? ['This Redis has an admin already, whose token is in the data folder of its first server']
      : [`Sign in, once and within 15 minutes: ${pc.cyan(link)}`, tokenLine(server, config)]),
    `REST interface: ${server.url}/api/docs`,
    `In another terminal:  ${calledAs} jobs  ·  ${calledAs} start hello --follow`,
    'Ctrl-C stops everything.',
  ];
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
}
