import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../../config/index.ts';
import { DroverError } from '../../errors/error.ts';
import { openGithub } from '../../github/api/index.ts';
import { startGithubService } from '../../github/index.ts';
import { createAnnounce, startStatusSender } from '../../github/statuses/index.ts';
import { withPasswordAs } from '../../lib/address-password.ts';
import { Closers } from '../../lib/closers.ts';
import { createLive } from '../../live/live.ts';
import { Subscriptions } from '../../live/subscriptions.ts';
import { createDelivery } from '../../queue/delivery.ts';
import { startPruningByAge } from '../../queue/prune.ts';
import { startSchedules } from '../../queue/schedules.ts';
import { startSweep } from '../../queue/sweep.ts';
import { startReporting } from '../../reporting/reporting.ts';
import { readSearchSettings } from '../../reporting/search/settings.ts';
import { Identify } from '../../server/access/identify.ts';
import { createServer } from '../../server/server.ts';
import { hashSecret } from '../../state/identity/hash.ts';
import { createState, type State } from '../../state/index.ts';
import { createStorage } from '../../storage/index.ts';
import { readAccess } from './access.ts';
import { ensureAdminToken } from './admin-token.ts';
import { connectRedis } from './connect-redis.ts';
import { createLogger } from './logger.ts';
import { redisTarget } from './redis-target.ts';
import { openKeyRing } from './secret-keys.ts';
import { onStopSignals, unlessTold } from './signals.ts';
import { packageRoot, version } from './version.ts';

/**
 * Connections that wait to be accepted. When all viewers of a restarted server come back at once, a full list would
 * make the system drop them and everybody else, to be tried again after a second.
 */
const backlog = 4_096;

export interface RunningServer {
  readonly url: string;
  readonly state: State;
  /** The admin token, when this start made it. */
  readonly newToken: string | null;
  /** A new one-time link that signs in as the admin; null where the admin's token is not at hand. */
  loginLink(): Promise<string | null>;
  close(): Promise<void>;
}

/** Opens everything a server needs, in order; what fails closes what was opened. */
export async function openServer(config: Config, redisUrl: string, log: Logger): Promise<RunningServer> {
  const closers = new Closers();
  try {
    const redis = await connectRedis(redisTarget(config, redisUrl), 'server', log);
    closers.add(() => redis.disconnect());
    const state = await createState({
      redis,
      prefix: config.redisPrefix,
      keyRing: await openKeyRing(config),
    });
    const storage = createStorage(config.storage);
    await storage.check();
    const delivery = createDelivery(redis, config.redisPrefix);
    closers.add(() => delivery.close());
    const subscriptions = new Subscriptions(redis);
    closers.add(() => subscriptions.close());
    const publish = (channel: string, message: string | Buffer) => redis.publish(channel, message);
    const live = createLive({ state, storage, subscriptions, publish });
    const admin = await ensureAdminToken(state, config.data, config.redisUrl === null);
    const access = await readAccess(config);
    const githubApi = openGithub(config);
    const github = startGithubService(
      { state, delivery, storage, log, github: githubApi, announce: createAnnounce(state) },
      config.githubWebhookSecret,
    );
    closers.add(() => github.stop());
    const reporting = await startReporting({ state, storage, log }, await readSearchSettings(config));
    closers.add(() => reporting.close());
    const app = await createServer({
      redis,
      state,
      delivery,
      storage,
      live,
      retention: config,
      github,
      reporting,
      log,
      version,
      publicUrl: config.publicUrl,
      web: join(packageRoot, 'dist/web'),
      joining: {
        redisUrl: withPasswordAs(redisUrl, 'PASSWORD'),
        redisPrefix: config.redisPrefix,
        storage: resolve(config.storage),
        secretKeyFile: config.secretKey === null ? resolve(config.secretKeyFile) : null,
      },
      access,
      identify: new Identify(state, access.sessionLife),
    });
    closers.add(() => app.close());
    closers.add(startSweep({ state, delivery, storage, log }));
    closers.add(startSchedules({ state, delivery, storage, log }));
    closers.add(
      startPruningByAge({ state, storage }, config, (err) => log.warn({ err }, 'old builds not removed')),
    );
    await app.listen({ host: config.host, port: config.port, backlog }).catch((error: unknown) => {
      throw listenFault(error, config);
    });
    const { port } = app.server.address() as AddressInfo;
    const host = config.host.includes(':') ? `[${config.host}]` : config.host;
    const url = `${access.tls === null ? 'http' : 'https'}://${host}:${port}`;
    if (githubApi !== null)
      closers.add(
        startStatusSender({ state, storage, github: githubApi, publicUrl: config.publicUrl ?? url, log }),
      );
    return {
      url,
      state,
      newToken: admin.isNew ? admin.token : null,
      async loginLink() {
        if (admin.token === null) return null;
        const principal = { token: hashSecret(admin.token), name: 'admin' };
        const { code } = await state.loginCodes.create(principal);
        return `${config.publicUrl ?? url}/login#code=${code}`;
      },
      close: () => closers.close(),
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

/** `drover server`: resolves to the exit code when it was told to stop. */
export async function runServer(config: Config): Promise<number> {
  const log = createLogger(config, 'server');
  // Before it answers: a signal that nobody listens for would break off what it answers.
  const told = new Promise<void>((stop) => onStopSignals(stop, () => process.exit(130)));
  const server = await unlessTold(told, openServer(config, config.redisUrl ?? 'redis://127.0.0.1:6379', log));
  if (server === undefined) return 0;
  log.info(`listening on ${server.url}`);
  if (server.newToken !== null) log.info(`admin token (shown once): ${server.newToken}`);
  await told;
  await server.close();
  return 0;
}

function listenFault(error: unknown, { host, port }: Config): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new DroverError('ALREADY_RUNNING', {
        detail: `Port ${port} on ${host} is taken: stop what listens there, or choose another with --port.`,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new DroverError('CONFIG_INVALID', {
        detail: `${host} is no address of this machine: choose another with --host.`,
      });
    case 'EACCES':
      return new DroverError('CONFIG_INVALID', {
        detail: `This user may not listen on port ${port}: choose one from 1024 up with --port.`,
      });
    case undefined:
    default:
      return error;
  }
}
