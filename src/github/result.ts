import type { DeliveryOutcome } from '../state/delivery.ts';

/** What became of an event, for the list of deliveries. */
export interface Result {
  readonly outcome: Exclude<DeliveryOutcome, 'accepted'>;
  /** One sentence, without a full stop where it is a reason. */
  readonly reason: string;
  /** The copy. */
  readonly job?: string;
  readonly build?: number;
}

export const ignored = (reason: string, job?: string): Result => ({
  outcome: 'ignored',
  reason,
  ...(job === undefined ? {} : { job }),
});
export const failed = (reason: string): Result => ({ outcome: 'failed', reason });
