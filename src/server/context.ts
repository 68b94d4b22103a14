import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Subscriptions } from '../live/subscriptions.ts';
import type { Delivery } from '../queue/delivery.ts';
import type { State } from '../state/index.ts';
import type { Storage } from '../storage/index.ts';

/** What the routes work with. */
export interface ServerContext {
  readonly redis: Redis;
  readonly state: State;
  readonly delivery: Delivery;
  readonly storage: Storage;
  readonly subscriptions: Subscriptions;
  readonly log: Logger;
  readonly version: string;
}
