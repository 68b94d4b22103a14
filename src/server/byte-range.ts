import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DroverError } from '../errors/error.ts';

/** Bytes from `start` up to but without `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Something that can be read from any byte on. */
export interface ByteSource {
  readonly size: number;
  stream(start: number, end: number): AsyncIterable<Buffer>;
}

/**
 * Reads a Range header (RFC 9110, section 14). Null means the whole: no header, another unit, or several
 * ranges at once, which a server may ignore. Throws RANGE when it names nothing of `size` bytes.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return null;
  const [, first = '', last = ''] = match;
  const range =
    first === ''
      ? { start: Math.max(0, size - Number(last)), end: size }
      : { start: Number(first), end: last === '' ? size : Math.min(size, Number(last) + 1) };
  if (range.start >= range.end) {
    throw new DroverError('RANGE', { detail: `The range ${header} names no byte: there are ${size}.` });
  }
  return range;
}

/** Sends a source, or the part of it that the request asks for. */
export function sendBytes(request: FastifyRequest, reply: FastifyReply, source: ByteSource): FastifyReply {
  reply.header('accept-ranges', 'bytes');
  let range: ByteRange | null;
  try {
    range = parseRange(request.headers.range, source.size);
  } catch (error) {
    reply.header('content-range', `bytes */${source.size}`);
    throw error;
  }
  const { start, end } = range ?? { start: 0, end: source.size };
  if (range !== null) reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${source.size}`);
  reply.header('content-length', end - start);
  return reply.send(Readable.from(start === end ? [] : source.stream(start, end), { objectMode: false }));
}

/** Several sources one after another, read as one. */
export function concatenate(parts: readonly ByteSource[]): ByteSource {
  return {
    size: parts.reduce((sum, part) => sum + part.size, 0),
    async *stream(start, end) {
      let begin = 0;
      for (const part of parts) {
        const from = Math.max(0, start - begin);
        const to = Math.min(part.size, end - begin);
        if (from < to) yield* part.stream(from, to);
        begin += part.size;
      }
    },
  };
}
