import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { GithubService } from '../github/index.ts';
import type { GithubLogin } from '../github/login/index.ts';
import type { Live } from '../live/live.ts';
import type { Delivery } from '../queue/delivery.ts';
import type { Retention } from '../queue/prune.ts';
import type { Reporting } from '../reporting/reporting.ts';
import type { SessionLife } from '../state/identity/sessions.ts';
import type { State } from '../state/index.ts';
import type { Storage } from '../storage/index.ts';

import type { Identify } from './access/identify.ts';

export interface AccessOptions {
  readonly sessionLife: SessionLife;
  /** Requests of one caller in a minute; 0: no limit. */
  readonly rateLimit: number;
  /** Addresses of proxies whose word is taken for where a request comes from, separated by commas; null: nobody's. */
  readonly trustProxy: string | null;
  /** Null: nobody signs in through GitHub. */
  readonly githubLogin: GithubLogin | null;
  /** Both PEM; null: plain HTTP. */
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null;
}

/** What a worker on another machine has to be given. */
export interface Joining {
  /** With its user and without its password. */
  readonly redisUrl: string;
  readonly redisPrefix: string;
  /** Folder of logs and artifacts, which server and workers share. */
  readonly storage: string;
  /** File of the keys for secrets; null where they are given otherwise. */
  readonly secretKeyFile: string | null;
}

/** What the routes work with. */
export interface ServerContext {
  readonly redis: Redis;
  readonly state: State;
  readonly delivery: Delivery;
  readonly storage: Storage;
  readonly live: Live;
  /** For jobs whose definition does not say. */
  readonly retention: Retention;
  readonly github: GithubService;
  readonly reporting: Reporting;
  readonly log: Logger;
  readonly version: string;
  /** Address at which people reach the server, when it is another than the one it listens on. */
  readonly publicUrl: string | null;
  /** Folder of the built web page. */
  readonly web: string;
  readonly joining: Joining;
  readonly identify: Identify;
  readonly access: AccessOptions;
}
