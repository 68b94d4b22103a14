import type { BuildMessage, ChangedMessage, ServerMessage } from '../messages.ts';
import { keyOf, type Subscription } from './subscription.ts';

export interface BuildsWanted {
  /** Of this job only. */
  readonly job?: string;
  /** Of this build of the job only. */
  readonly build?: number;
  /** `id` of the last event that is known; what came after it is given first. */
  readonly since?: string;
}

export interface BuildsHandlers {
  /** A build has changed. */
  build(message: BuildMessage): void;
  /** A job or a folder has changed, or builds were deleted. */
  changed?(message: ChangedMessage): void;
  /** More was missed than the server remembers: read the builds anew. Events go on from here. */
  reload(): void;
  failed(error: Error): void;
}

/** Follows changes of builds and of what they belong to, over lost connections by the id of the last event. */
export function buildsSubscription(wanted: BuildsWanted, handlers: BuildsHandlers): Subscription {
  let since = wanted.since;
  /** The newest event when the subscription began: where to go on after a `reload`. */
  let begun: string | undefined;
  const base = {
    channel: 'builds',
    ...(wanted.job === undefined ? {} : { job: wanted.job }),
    ...(wanted.build === undefined ? {} : { build: wanted.build }),
  } as const;
  return {
    key: keyOf('builds', wanted.job, wanted.build),
    subscribe: () => [{ type: 'subscribe', ...base, ...(since === undefined ? {} : { since }) }],
    unsubscribe: () => ({ type: 'unsubscribe', ...base }),
    take(message: ServerMessage) {
      // What was missed comes after `subscribed`, so its id counts only where nothing can have been missed.
      if (message.type === 'subscribed') {
        begun = message.id;
        since ??= begun;
      }
      if (message.type === 'reload') {
        since = begun ?? since;
        handlers.reload();
      }
      if (message.type === 'build' || message.type === 'changed') {
        since = message.id;
        begun = undefined;
      }
      if (message.type === 'build') handlers.build(message);
      if (message.type === 'changed') handlers.changed?.(message);
      return 'taken';
    },
    failed: (error) => handlers.failed(error),
  };
}
