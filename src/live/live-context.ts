import type { State } from '../state/index.ts';
import type { Storage } from '../storage/index.ts';
import type { Subscriptions } from './subscriptions.ts';

/** What watching works with. */
export interface LiveContext {
  readonly state: State;
  readonly storage: Storage;
  readonly subscriptions: Subscriptions;
  /** Sends a message on a channel; resolves to the number of listeners. */
  publish(channel: string, message: string | Buffer): Promise<number>;
}
