import type { FastifyReply } from 'fastify';
import type { LogOfBuild } from '../../live/logs-of.ts';
import type { OutputSink } from '../../live/output-viewer.ts';
import { filePolicy } from '../access/headers.ts';
import type { ServerContext } from '../context.ts';

/** A peer that vanished while nothing is printed is found by the operating system. */
const keepAliveAfterMs = 15_000;

const headers = {
  'content-type': 'text/plain; charset=utf-8',
  'x-content-type-options': 'nosniff',
  'content-security-policy': filePolicy,
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
  // Proxies that hold back what they pass on would hide the newest lines.
  'x-accel-buffering': 'no',
} as const;

export interface Followed {
  readonly job: string;
  readonly number: number;
  readonly wanted: (log: LogOfBuild) => boolean;
  readonly tail?: number;
}

/**
 * The bytes of a build's logs until the build ends. The headers go at once. A fault on the way breaks the answer off, so
 * that a client does not take what it has for the whole. Throws, before anything was sent, what `view` throws.
 */
export async function followLog(
  { live, log }: ServerContext,
  reply: FastifyReply,
  followed: Followed,
): Promise<FastifyReply> {
  const { raw } = reply;
  const sink: OutputSink = {
    take(piece) {
      piece.hold();
      raw.write(piece.bytes, (error) => {
        // What was not sent whole may still be in use.
        if (error) return;
        piece.letGo();
        viewer.ready();
      });
      return false;
    },
    end: () => raw.end(),
    fail(err) {
      log.warn({ err }, 'output not followed to its end');
      raw.destroy();
    },
  };
  const viewer = await live.output.view(followed.job, followed.number, { ...followed, sink });
  reply.hijack();
  raw.once('close', () => viewer.close());
  raw.socket?.setKeepAlive(true, keepAliveAfterMs);
  raw.socket?.setNoDelay(true);
  raw.writeHead(200, headers);
  raw.flushHeaders();
  if (raw.destroyed) viewer.close();
  else viewer.start();
  return reply;
}
