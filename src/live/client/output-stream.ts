import type { EndMessage, OutputMessage } from '../messages.ts';
import type { LiveClient } from './live-client.ts';
import type { OutputWanted } from './output-subscription.ts';

/** Bytes of output that wait for the reader before the server has to. */
const mostWaiting = 1024 * 1024;

/**
 * The output of a build as an iteration, whose last value is the `end` message. What the reader has not taken
 * waits here, up to a mebibyte; beyond that the connection is paused until half of it is taken. Throws what
 * ended the subscription. A client of its own is needed for each, since the pause concerns all of a client.
 */
export async function* outputStream(
  client: LiveClient,
  wanted: OutputWanted,
  signal?: AbortSignal,
): AsyncGenerator<OutputMessage | EndMessage, void, undefined> {
  const waiting: (OutputMessage | EndMessage)[] = [];
  let bytes = 0;
  let failure: unknown = null;
  let over = false;
  let wake = () => {};
  const put = (message: OutputMessage | EndMessage) => {
    waiting.push(message);
    if (message.type === 'output') bytes += message.bytes;
    if (bytes > mostWaiting) client.pause();
    wake();
  };
  const fail = (error: unknown) => {
    failure ??= error;
    wake();
  };
  const onAbort = () => fail(signal?.reason);
  signal?.throwIfAborted();
  signal?.addEventListener('abort', onAbort);
  const unsubscribe = client.output(wanted, {
    output: put,
    end: (message) => {
      over = true;
      put(message);
    },
    failed: fail,
  });
  try {
    for (;;) {
      if (signal?.aborted) throw failure;
      const message = waiting.shift();
      if (message !== undefined) {
        if (message.type === 'output') {
          bytes -= message.bytes;
          if (bytes <= mostWaiting / 2) client.resume();
        }
        yield message;
      } else if (over) return;
      else if (failure !== null) throw failure;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    unsubscribe();
    client.resume();
  }
}
