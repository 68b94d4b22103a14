/**
 * What became of a delivery. `accepted`: nothing yet. `waiting`: a pull request from a fork waits for somebody's
 * approval. `closed`: a pull request or branch came to its end.
 */
export type DeliveryOutcome = 'accepted' | 'started' | 'waiting' | 'closed' | 'ignored' | 'failed';

/** One delivery of a webhook, and what it started or why it started nothing. Times are ISO 8601 UTC. */
export interface DeliveryRecord {
  /** `X-GitHub-Delivery`; of a replay a new one. */
  id: string;
  event: string;
  action?: string;
  /** `owner/name`; null for events that are not of a repository. */
  repository: string | null;
  /** Of a push. */
  ref?: string;
  pullRequest?: number;
  /** Login of whoever caused it. */
  sender?: string;
  /** The host of an Enterprise server. */
  host?: string;
  bytes: number;
  receivedAt: string;
  finishedAt?: string;
  outcome: DeliveryOutcome;
  /** One sentence; empty while nothing is known. */
  reason: string;
  /** The copy that was made or refreshed. */
  job?: string;
  build?: number;
  /** The delivery that it repeats, and who asked for that. */
  replayOf?: string;
  replayedBy?: string;
}

/** As it is listed. */
export interface DeliveryView extends DeliveryRecord {
  /** How often GitHub sent it once more; that changed nothing. */
  duplicates: number;
  /** Whether its payload is still there, so that it can be replayed. */
  replayable: boolean;
}
