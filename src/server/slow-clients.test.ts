import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { useServer } from './testing/test-server.ts';

const given = useServer({}, { headers: 300, request: 600, looksEvery: 50 });
const usual = useServer();

/** What comes back until the server ends it, while `drip` is sent again and again. */
async function answerTo(head: string, drip: string): Promise<string> {
  const socket: Socket = connect(Number(new URL(given.url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk.toString();
  });
  socket.on('error', () => {});
  socket.write(head);
  const timer = setInterval(() => drip !== '' && socket.write(drip), 50);
  try {
    await once(socket, 'close');
  } finally {
    clearInterval(timer);
  }
  return answer;
}

const timedOut = /^HTTP\/1\.1 408 [\s\S]*application\/problem\+json/;

describe('a client', () => {
  test('that sends its headers byte by byte is cut off', async () => {
    expect(await answerTo('GET /healthz HTTP/1.1\r\nHost: x\r\n', 'X')).toMatch(timedOut);
  });

  test('that sends its body byte by byte is cut off', async () => {
    const head =
      'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n';
    expect(await answerTo(head, ' ')).toMatch(timedOut);
  });

  test('that says nothing is cut off', async () => {
    expect(await answerTo('', '')).toMatch(/^$|408/);
  });

  test('has 15 s for the headers and 2 minutes in all, looked at every 5 s', () => {
    const { headersTimeout, requestTimeout } = usual.app.server;
    expect([headersTimeout, requestTimeout]).toEqual([15_000, 120_000]);
  });
});
