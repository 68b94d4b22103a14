import { type ConnectOpts, Socket, type SocketConstructorOpts } from 'node:net';
import type { OutputSink } from './output-sinks.ts';

/** What a command prints, on its way from the pipe into its log. */
export interface OutputCapture {
  /**
   * Waits until every process has let go of the pipe, at most `ms`. False: one still holds it. Either way
   * nothing is read afterwards; a process that writes later gets SIGPIPE.
   */
  drain(ms: number): Promise<boolean>;
  /** Ends a `drain` under way. */
  cut(): void;
}

/** Reads `readEnd` into the log, with a pause whenever the log has no room. Owns and closes `readEnd`. */
export function captureOutput(readEnd: number, log: OutputSink): OutputCapture {
  const options: SocketConstructorOpts & ConnectOpts = {
    fd: readEnd,
    readable: true,
    writable: false,
    onread: { buffer: () => log.room(), callback: (count) => log.accept(count) },
  };
  const socket = new Socket(options);
  log.onRoom(() => socket.resume());
  const ended = new Promise<true>((resolve) => {
    socket.once('close', () => {
      log.onRoom(null);
      resolve(true);
    });
  });
  // A read error ends the output like its end does: the exit code still tells the result.
  socket.on('error', () => undefined);
  socket.resume();
  return {
    async drain(ms) {
      const { expired, cancel } = expiry(ms);
      const complete = await Promise.race([ended, expired]);
      cancel();
      if (!complete) {
        socket.destroy();
        await ended;
      }
      return complete;
    },
    cut: () => socket.destroy(),
  };
}

function expiry(ms: number): { expired: Promise<false>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  return { expired, cancel: () => clearTimeout(timer) };
}
