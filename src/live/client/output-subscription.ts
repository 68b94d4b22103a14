import type { EndMessage, OutputMessage, ServerMessage } from '../messages.ts';
import { inParts } from './in-parts.ts';
import { keyOf, type Subscription } from './subscription.ts';

export interface OutputWanted {
  readonly job: string;
  readonly build: number;
  /** Log → first byte wanted; 0 for a log that is not named. */
  readonly offsets?: Readonly<Record<string, number>>;
  /** Only so many of the last lines that are there now, over all logs that `offsets` does not name; then all that comes. */
  readonly tail?: number;
  /** Only these logs. */
  readonly logs?: readonly string[];
}

export interface OutputHandlers {
  /** Each byte once, in the order of the logs; `offset + bytes` is where the next message of this log begins. */
  output(message: OutputMessage): void;
  /** The build has ended and all of its output was given. Nothing follows. */
  end(message: EndMessage): void;
  /** The subscription was refused or is lost for good. Nothing follows. */
  failed(error: Error): void;
}

/** Follows one build: knows the next byte of each log, and lets nothing be repeated or left out. */
export function outputSubscription(wanted: OutputWanted, handlers: OutputHandlers): Subscription {
  const { job, build, logs } = wanted;
  const next = new Map(Object.entries(wanted.offsets ?? {}));
  /** Until the server has told where that begins: from then on each log goes on from its next byte. */
  let tail = wanted.tail;
  const base = { channel: 'output', job, build } as const;
  return {
    key: keyOf('output', job, build),
    subscribe: () =>
      inParts({
        type: 'subscribe',
        ...base,
        offsets: Object.fromEntries(next),
        ...(tail === undefined ? {} : { tail }),
        ...(logs === undefined ? {} : { logs: [...logs] }),
      }),
    unsubscribe: () => ({ type: 'unsubscribe', ...base }),
    take(message: ServerMessage) {
      if (message.type === 'subscribed') beginAt(message.offsets);
      if (message.type === 'end') {
        handlers.end(message);
        return 'over';
      }
      return message.type === 'output' ? takeOutput(message) : 'taken';
    },
    failed: (error) => handlers.failed(error),
  };

  function beginAt(offsets: Readonly<Record<string, number>> = {}): void {
    tail = undefined;
    for (const [log, offset] of Object.entries(offsets)) if (!next.has(log)) next.set(log, offset);
  }

  function takeOutput(message: OutputMessage): 'taken' | 'broken' {
    const { log, offset, bytes } = message;
    const expected = next.get(log) ?? 0;
    if (offset + bytes <= expected) return 'taken';
    if (offset !== expected) return 'broken';
    next.set(log, offset + bytes);
    handlers.output(message);
    return 'taken';
  }
}
