import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import pino from 'pino';
import { afterAll, beforeAll } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../../test/helpers/private-redis.ts';
import { type GithubService, startGithubService } from '../../github/index.ts';
import { createLive } from '../../live/live.ts';
import { Subscriptions } from '../../live/subscriptions.ts';
import { createDelivery, type Delivery } from '../../queue/delivery.ts';
import { createReporting } from '../../reporting/reporting.ts';
import type { Grant, Role } from '../../state/identity/roles.ts';
import { createState, type State } from '../../state/index.ts';
import { createKeyRing } from '../../state/secrets/key-ring.ts';
import { createStorage, type Storage } from '../../storage/index.ts';
import { Identify } from '../access/identify.ts';
import type { App } from '../app.ts';
import type { AccessOptions } from '../context.ts';
import { createServer, type Patience } from '../server.ts';

/** A server for the tests of a file, on a Redis and a storage folder of their own, with a token of each role. */
export interface TestServer {
  readonly app: App;
  readonly state: State;
  readonly redis: Redis;
  readonly storage: Storage;
  readonly url: string;
  /** Registered for a caller of that role, who is called like the role. */
  readonly tokens: Readonly<Record<Role, string>>;
}

/** A token as an admin makes them: over everything, or with `grants` only in folders. */
export async function makeToken(
  state: State,
  wanted: { name: string; role: Role | null; grants?: readonly Grant[] },
): Promise<string> {
  const made = await state.tokens.create({ grants: [], createdBy: 'test', expiresAt: null, ...wanted });
  return made.token;
}

/** What deliveries of GitHub are signed with. */
export const webhookSecret = 'webhook-secret';

export function useServer(options: Partial<AccessOptions> = {}, patience?: Patience): TestServer {
  let tokens: Record<Role, string>;
  let server: PrivateRedis;
  let folder: string;
  let opened: Omit<TestServer, 'tokens' | 'url'> & {
    github: GithubService;
    delivery: Delivery;
    subscriptions: Subscriptions;
  };

  beforeAll(async () => {
    server = await startPrivateRedis();
    folder = await mkdtemp(join(tmpdir(), 'drover-server-'));
    const redis = server.connect();
    const state = await createState({ redis, prefix: '', keyRing: createKeyRing([Buffer.alloc(32, 7)]) });
    const storage = createStorage(folder);
    const delivery = createDelivery(redis, '');
    const subscriptions = new Subscriptions(redis);
    const publish = (channel: string, message: string | Buffer) => redis.publish(channel, message);
    const live = createLive({ state, storage, subscriptions, publish });
    const log = pino({ level: 'silent' });
    const sessionLife = { idleMs: 3_600_000, longestMs: 86_400_000 };
    const access = { sessionLife, rateLimit: 0, trustProxy: null, githubLogin: null, tls: null, ...options };
    const identify = new Identify(state, access.sessionLife);
    const github = startGithubService(
      { state, delivery, storage, log, github: null, announce: async () => {} },
      [webhookSecret, 'another-secret'],
    );
    const given = {
      github,
      redis,
      state,
      delivery,
      storage,
      live,
      retention: { retentionBuilds: 100, retentionDays: 0 },
      reporting: createReporting(state, null),
      log,
      version: '0',
      publicUrl: null,
      web: join(folder, 'no-page'),
      joining: {
        redisUrl: 'redis://redis.example:6379',
        redisPrefix: '',
        storage: folder,
        secretKeyFile: null,
      },
    };
    const app = await createServer({ ...given, access, identify }, patience);
    tokens = {
      viewer: await makeToken(state, { name: 'viewer', role: 'viewer' }),
      runner: await makeToken(state, { name: 'runner', role: 'runner' }),
      admin: await makeToken(state, { name: 'admin', role: 'admin' }),
    };
    await app.listen({ host: '127.0.0.1', port: 0 });
    opened = { app, state, github, redis, storage, delivery, subscriptions };
  });

  afterAll(async () => {
    await opened.app.close();
    await opened.github.stop();
    await opened.delivery.close();
    opened.subscriptions.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  return {
    get tokens() {
      return tokens;
    },
    get url() {
      return `http://127.0.0.1:${(opened.app.server.address() as AddressInfo).port}`;
    },
    get app() {
      return opened.app;
    },
    get state() {
      return opened.state;
    },
    get redis() {
      return opened.redis;
    },
    get storage() {
      return opened.storage;
    },
  };
}
