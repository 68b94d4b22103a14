import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ProblemDocument } from './problem.ts';

/**
 * Answers what is no request, as far as Node.js could read it, in the form of every other problem, and ends the
 * connection: nothing that follows on it can be understood.
 */
export function answerClientFault(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { status, detail } = faultOf(error.code);
  const problem: ProblemDocument = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'The request is not right',
    status,
    detail,
    code: 'REQUEST_INVALID',
  };
  const body = JSON.stringify(problem);
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
  // A peer that reads nothing does not keep the connection.
  socket.destroySoon();
}

function faultOf(code: string | undefined): { status: number; detail: string } {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return {
        status: 431,
        detail: 'The address and the headers of a request have at most 16 KiB together.',
      };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, detail: 'The request did not come in time.' };
    case undefined:
    default:
      return { status: 400, detail: 'This is not a request of HTTP.' };
  }
}
