import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { keepAlive } from './keep-alive.ts';

const everyMs = 30;
let server: WebSocketServer;
let stop: () => void;
/** What the system says it has handed to the network for each client. */
let sent = 0;

beforeEach(async () => {
  sent = 0;
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  stop = keepAlive(
    () => server.clients,
    () => sent,
    everyMs,
  );
});
afterEach(async () => {
  stop();
  for (const client of server.clients) client.terminate();
  server.close();
  await once(server, 'close');
});

/** A client; a dead one never answers a ping. */
async function client(dead: boolean): Promise<WebSocket> {
  const { port } = server.address() as AddressInfo;
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { autoPong: !dead });
  await once(socket, 'open');
  return socket;
}

const pings = async (socket: WebSocket, count: number) => {
  for (let heard = 0; heard < count; heard++) await once(socket, 'ping');
};

test('a client that answers no ping is let go', async () => {
  const dead = await client(true);
  await once(dead, 'close');
  await expect.poll(() => server.clients.size).toBe(0);
});

test('one that answers stays', async () => {
  const alive = await client(false);
  await pings(alive, 10);
  expect(alive.readyState).toBe(WebSocket.OPEN);
});

test('one that has much on its way may be slow, and is given longer', async () => {
  const slow = await client(true);
  sent = 1024 * 1024;
  await pings(slow, 10);
  expect(slow.readyState).toBe(WebSocket.OPEN);
  await once(slow, 'close');
});
