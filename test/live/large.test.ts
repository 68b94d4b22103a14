import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ServerMessage } from '../../src/live/messages.ts';
import { TestDrover } from '../helpers/drover.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const job = 'large';
const MIB = 2 ** 20;

/** Reads no more for 30 ms after each `bytes`; Infinity: reads always. */
function stutter(stream: { pause(): unknown; resume(): unknown }, bytes: number) {
  let rest = bytes;
  return (came: number): void => {
    rest -= came;
    if (rest > 0) return;
    rest = bytes;
    stream.pause();
    setTimeout(() => stream.resume(), 30);
  };
}

/** What came, in order and to its end. */
async function overSocket(drover: TestDrover, build: number, pauseEvery: number): Promise<Hash> {
  const hash = createHash('sha256');
  const socket = new WebSocket(`${drover.url.replace('http', 'ws')}/api/live`, {
    headers: { authorization: `Bearer ${drover.token}` },
  });
  open.push(async () => socket.terminate());
  const read = stutter(socket, pauseEvery);
  const ended = new Promise<void>((resolve, reject) => {
    let next = 0;
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ServerMessage;
      if (message.type === 'end') resolve();
      if (message.type !== 'output') return;
      if (message.offset !== next) reject(new Error(`${message.offset} came, not ${next}`));
      next = message.offset + message.bytes;
      hash.update(message.data);
      read(message.bytes);
    });
    socket.once('close', () => reject(new Error('the socket was closed')));
    socket.once('error', reject);
  });
  ended.catch(() => {});
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'subscribe', channel: 'output', job, build }));
  await ended;
  return hash;
}

async function overHttp(drover: TestDrover, build: number, pauseEvery: number): Promise<Hash> {
  const hash = createHash('sha256');
  const request = get(`${drover.url}/api/jobs/${job}/builds/${build}/log?follow=true`, {
    headers: { authorization: `Bearer ${drover.token}` },
  });
  open.push(async () => request.destroy());
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const read = stutter(response, pauseEvery);
  response.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    read(chunk.length);
  });
  await once(response, 'end');
  return hash;
}

test('a large log comes whole to all who watch it at once, over sockets and HTTP, however they stutter', async () => {
  const drover = await TestDrover.up();
  open.push(() => drover.stop());
  await drover.define(job, {
    stages: [{ title: 'main', steps: [{ title: 'step', command: 'sleep 1; seq 4000000' }] }],
  });
  const { number } = await drover.start(job);
  const early = Promise.all([
    overSocket(drover, number, Infinity),
    overSocket(drover, number, 3 * MIB),
    overSocket(drover, number, 0.7 * MIB),
    overHttp(drover, number, Infinity),
    overHttp(drover, number, 2 * MIB),
  ]);
  early.catch(() => {});
  const { status, stages } = await drover.finished(job, number);
  expect(status).toBe('success');
  const late = Promise.all([overSocket(drover, number, 5 * MIB), overHttp(drover, number, Infinity)]);
  late.catch(() => {});
  const file = createHash('sha256');
  const path = join(drover.data, 'storage/jobs', job, String(number), stages[0]?.steps[0]?.log ?? '');
  await pipeline(createReadStream(path), file);
  const wanted = file.digest('hex');
  const seen = [...(await early), ...(await late)];
  expect(seen.map((hash) => hash.digest('hex'))).toEqual(seen.map(() => wanted));
});
