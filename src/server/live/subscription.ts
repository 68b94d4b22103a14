/** One subscription of a client, of whatever channel. */
export interface Subscription {
  /** What it brings may be sent from now on. */
  start(): void;
  /** The client has read everything; `leftOut`: news were not sent to it before. */
  drained(leftOut: boolean): void;
  close(): void;
}
