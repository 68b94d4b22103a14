import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import type { App } from './app.ts';
import { finishRequests } from './finish-requests.ts';

async function server() {
  const app = fastify({ forceCloseConnections: true, return503OnClosing: false });
  finishRequests(app as unknown as App);
  app.post('/', async () => 'answered');
  await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => app.close());
  return { app, port: (app.server.address() as AddressInfo).port };
}

const request = 'POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\n\r\n';

/** Connects so often, says in a file that all are, asks on each and prints what came back. */
const clients = (port: number, count: number, file: string) => `
  const { connect } = require('node:net');
  let open = 0;
  const all = Array.from({ length: ${count} }, () => new Promise((resolve) => {
    let answer = '';
    const socket = connect(${port}, '127.0.0.1', () => {
      socket.write(${JSON.stringify(request)});
      if (++open === ${count}) require('node:fs').writeFileSync(${JSON.stringify(file)}, 'yes');
    });
    socket.on('data', (data) => { answer += data; });
    socket.on('error', (error) => resolve(error.code));
    socket.on('close', () => resolve(answer.split('\\r\\n')[0]));
  }));
  Promise.all(all).then((answers) => console.log(JSON.stringify(answers)));
`;

/** Stands still, as a busy server does, so that nothing is accepted. */
function standStillUntil(done: () => boolean): void {
  const end = performance.now() + 20_000;
  while (!done() && performance.now() < end) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}

test('clients that the kernel has connected and the server has not accepted yet are answered when it is stopped', async () => {
  const { app, port } = await server();
  const folder = mkdtempSync(join(tmpdir(), 'drover-clients-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'connected');
  const child = spawn(process.execPath, ['-e', clients(port, 30, file)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  standStillUntil(() => isThere(file));
  const [answers] = await Promise.all([text(child.stdout), app.close()]);
  expect(JSON.parse(answers)).toEqual(Array.from({ length: 30 }, () => 'HTTP/1.1 200 OK'));
});

test('a client that has connected and asks when the server is stopped is answered, and told to go', async () => {
  const { app, port } = await server();
  const socket = connect(port, '127.0.0.1');
  await once(app.server, 'connection');
  const closed = app.close();
  socket.write(request);
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1.1 200 OK/);
  expect(answer).toMatch(/connection: close/i);
  await closed;
});

test('one that never asks does not keep a server from stopping', async () => {
  const { app, port } = await server();
  const socket = connect(port, '127.0.0.1');
  await once(app.server, 'connection');
  await app.close();
  await once(socket, 'close');
});

function isThere(file: string): boolean {
  try {
    return readFileSync(file, 'utf8') === 'yes';
  } catch {
    return false;
  }
}
