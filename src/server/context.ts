import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Live } from '../live/live.ts';
import type { Delivery } from '../queue/delivery.ts';
import type { Reports } from '../reporting/reports/reports.ts';
import type { State } from '../state/index.ts';
import type { Storage } from '../storage/index.ts';

/** What the routes work with. */
export interface ServerContext {
  readonly redis: Redis;
  readonly state: State;
  readonly delivery: Delivery;
  readonly storage: Storage;
  readonly live: Live;
  readonly reports: Reports;
  readonly log: Logger;
  readonly version: string;
  /** Address at which people reach the server, when it is another than the one it listens on. */
  readonly publicUrl: string | null;
  /** Folder of the built web page. */
  readonly web: string;
}
