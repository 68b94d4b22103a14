import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config, LoadedConfig } from '../../config/index.ts';
import { OutputPipes } from '../../engine/index.ts';
import { openGithub } from '../../github/api/index.ts';
import { Closers } from '../../lib/closers.ts';
import { Subscriptions } from '../../live/subscriptions.ts';
import { createDelivery } from '../../queue/delivery.ts';
import { createState } from '../../state/index.ts';
import { createStorage } from '../../storage/index.ts';
import { createCheckouts } from '../../worker/checkout/index.ts';
import { cleanUp } from '../../worker/clean-up.ts';
import { startWorker, type Worker } from '../../worker/worker.ts';
import { Workspaces } from '../../worker/workspaces.ts';
import { connectRedis } from './connect-redis.ts';
import { harden } from './harden.ts';
import { createLogger } from './logger.ts';
import { redisTarget } from './redis-target.ts';
import { openRunUsers } from './run-user.ts';
import { openSandbox } from './sandbox.ts';
import { openKeyRing } from './secret-keys.ts';
import { onStopSignals, unlessTold } from './signals.ts';
import { version } from './version.ts';

/** What a worker needs at most to sign off and to put its things away. */
const farewellMs = 15_000;
const lookMs = 250;

export interface RunningWorker extends Worker {
  /** There is no connection to Redis at this moment. */
  isCutOff(): boolean;
  close(): Promise<void>;
}

/** Opens everything a worker needs, in order; what fails closes what was opened. */
export async function openWorker(
  loaded: LoadedConfig,
  redisUrl: string,
  log: Logger,
): Promise<RunningWorker> {
  const { config } = loaded;
  const closers = new Closers();
  try {
    const redis = await connectRedis(redisTarget(config, redisUrl), 'worker', log);
    closers.add(() => redis.disconnect());
    const state = await createState({
      redis,
      prefix: config.redisPrefix,
      keyRing: await openKeyRing(config),
    });
    const storage = createStorage(config.storage);
    await storage.check();
    await mkdir(config.workspaces, { recursive: true, mode: 0o700 });
    const workspaces = new Workspaces({
      state,
      root: config.workspaces,
      worker: config.name,
      node: hostname(),
      mostBytes: config.keptWorkspacesSize,
      log,
    });
    const users = await openRunUsers(config, log);
    await mkdir(config.mirrors, { recursive: true, mode: 0o755 });
    const sandbox = openSandbox(loaded, users);
    await cleanUp(workspaces, log);
    const delivery = createDelivery(redis, config.redisPrefix);
    closers.add(() => delivery.close());
    const subscriptions = new Subscriptions(redis);
    closers.add(() => subscriptions.close());
    const pipes = new OutputPipes();
    closers.add(() => pipes.close());
    const worker = await startWorker({
      state,
      delivery,
      storage,
      subscriptions,
      workspaces,
      pipes,
      users,
      sandbox,
      publishers: new Map(),
      checkouts: createCheckouts(
        {
          mirrors: config.mirrors,
          mirrorsMaxBytes: config.mirrorsMaxGigabytes * 1024 ** 3,
          mirrorsMaxAgeMs: config.mirrorsMaxAge,
        },
        openGithub(config),
        log,
      ),
      log,
      identity: {
        name: config.name,
        labels: config.labels,
        serverUrl: config.publicUrl ?? `http://${config.host}:${config.port}`,
        version,
      },
      settings: {
        slots: config.slots,
        workspacesFolder: config.workspaces,
        defaultTimeoutMs: config.defaultTimeout,
        maxTimeoutMs: config.maxTimeout,
        cancelGraceMs: config.cancelGrace,
        stopTimeoutMs: config.stopTimeout,
        retentionBuilds: config.retentionBuilds,
        retentionDays: config.retentionDays,
      },
      publish: (channel, message) => redis.publish(channel, message),
    });
    return {
      ...worker,
      isCutOff: () => redis.status !== 'ready',
      async close() {
        await worker.stop();
        await closers.close();
      },
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

/**
 * `drover worker`: resolves to the exit code when it was drained or told to stop, or when the `drover up` that it
 * belongs to is gone: the next one starts a worker of its own.
 */
export async function runWorker(loaded: LoadedConfig, parentGone?: Promise<void>): Promise<number> {
  const { config } = loaded;
  const log = createLogger(config, 'worker');
  await harden();
  let worker: RunningWorker | undefined;
  // Before it takes builds: a signal that nobody listens for would end it at once, and them with it.
  const told = new Promise<void>((resolve) =>
    onStopSignals(resolve, () => void (worker === undefined ? process.exit(130) : worker.stop())),
  );
  worker = await unlessTold(told, openWorker(loaded, config.redisUrl ?? 'redis://127.0.0.1:6379', log));
  if (worker === undefined) return 0;
  const orphaned = parentGone?.then(() => log.warn('drover up was killed'));
  await Promise.race([told, worker.drained, ...(orphaned === undefined ? [] : [orphaned])]);
  log.info('stopping: waiting for the running builds');
  await leave(worker, config, log);
  return 0;
}

/**
 * Closes the worker, but waits for no Redis that is away and may never come back: not for long with nothing that runs, and
 * with builds no longer than these may take to end. What they came to is told by the sweep then.
 */
async function leave(
  worker: RunningWorker,
  { stopTimeout, cancelGrace }: Config,
  log: Logger,
): Promise<void> {
  let closed = false;
  const closing = worker.close().finally(() => {
    closed = true;
  });
  const alone = async () => {
    const buildsEnd = performance.now() + stopTimeout + cancelGrace;
    for (let idleMs = 0; !closed && idleMs < farewellMs; ) {
      await pause(lookMs);
      const isIdle = worker.busy() === 0 || (worker.isCutOff() && performance.now() > buildsEnd);
      idleMs = isIdle ? idleMs + lookMs : 0;
    }
    if (!closed) log.warn('Redis does not answer: leaving without a word to it');
  };
  await Promise.race([closing, alone()]);
}
