import type { State } from '../state/index.ts';
import type { Storage } from '../storage/index.ts';
import type { Delivery } from './delivery.ts';

/** What the verbs work with. */
export interface QueueContext {
  readonly state: State;
  readonly delivery: Delivery;
  readonly storage: Storage;
}
