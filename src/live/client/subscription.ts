import type { ErrorMessage, ServerMessage, Subscribe, Unsubscribe } from '../messages.ts';

/** What one subscription remembers, so that it can be taken up again on any server. */
export interface Subscription {
  /** What tells it from the others on the same connection, and its messages from theirs. */
  readonly key: string;
  /** Says what is wanted, from where the last connection ended; in several messages where one would be too long. */
  subscribe(): Subscribe[];
  unsubscribe(): Unsubscribe;
  /** `broken`: this cannot follow what came before, so the connection has to be made anew. */
  take(message: ServerMessage): 'taken' | 'over' | 'broken';
  failed(error: Error): void;
}

/** `channel job build` of a subscription or of a message that belongs to it. */
export const keyOf = (channel: string, job?: string, build?: number): string =>
  [channel, job ?? '', build ?? ''].join(' ');

/** The server's words for a subscription that it refuses or ends. */
export class LiveError extends Error {
  override readonly name = 'LiveError';
  /** Of `docs/errors.md`, where the server gave one. */
  readonly code: string | undefined;

  constructor({ message, code }: Pick<ErrorMessage, 'message' | 'code'>) {
    super(message);
    this.code = code;
  }
}
