import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import pino from 'pino';
import { afterAll, beforeAll } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../../test/helpers/private-redis.ts';
import { createLive } from '../../live/live.ts';
import { Subscriptions } from '../../live/subscriptions.ts';
import { createDelivery, type Delivery } from '../../queue/delivery.ts';
import { createReports } from '../../reporting/reports/reports.ts';
import { createState, type State } from '../../state/index.ts';
import type { Role } from '../../state/roles.ts';
import { createStorage, type Storage } from '../../storage/index.ts';
import type { App } from '../app.ts';
import { hashToken } from '../guard.ts';
import { createServer } from '../server.ts';

/** A server for the tests of a file, on a Redis and a storage folder of their own, with a token of each role. */
export interface TestServer {
  readonly app: App;
  readonly state: State;
  readonly redis: Redis;
  readonly storage: Storage;
  /** Registered for a caller of that role, who is called like the role. */
  readonly tokens: Readonly<Record<Role, string>>;
}

const tokens = { viewer: 'viewer-token', runner: 'runner-token', admin: 'admin-token' } as const;

export function useServer(): TestServer {
  let server: PrivateRedis;
  let folder: string;
  let given: Omit<TestServer, 'tokens'> & { delivery: Delivery; subscriptions: Subscriptions };

  beforeAll(async () => {
    server = await startPrivateRedis();
    folder = await mkdtemp(join(tmpdir(), 'drover-server-'));
    const redis = server.connect();
    const state = await createState({ redis, prefix: '' });
    const storage = createStorage(folder);
    const delivery = createDelivery(redis, '');
    const subscriptions = new Subscriptions(redis);
    const publish = (channel: string, message: string | Buffer) => redis.publish(channel, message);
    const live = createLive({ state, storage, subscriptions, publish });
    const log = pino({ level: 'silent' });
    const context = {
      redis,
      state,
      delivery,
      storage,
      live,
      reports: createReports(state, null),
      log,
      version: '0',
      publicUrl: null,
      web: join(folder, 'no-page'),
    };
    const app = await createServer(context);
    for (const [role, token] of Object.entries(tokens) as [Role, string][])
      await state.tokens.register(hashToken(token), { name: role, role });
    await app.listen({ host: '127.0.0.1', port: 0 });
    given = { app, state, redis, storage, delivery, subscriptions };
  });

  afterAll(async () => {
    await given.app.close();
    await given.delivery.close();
    given.subscriptions.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  return {
    tokens,
    get app() {
      return given.app;
    },
    get state() {
      return given.state;
    },
    get redis() {
      return given.redis;
    },
    get storage() {
      return given.storage;
    },
  };
}
