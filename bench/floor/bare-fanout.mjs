import { once } from 'node:events';
import { createServer } from 'node:http';
import { Redis } from 'ioredis';
import { WebSocketServer } from 'ws';

// Arguments: Redis socket, channel. Bare `ws`: what is published goes to every socket; a POST of
// `{"frames", "bytes"}` sends so many `output` messages with so much data to each, as fast as it takes them.
const [socket = '', channel = ''] = process.argv.slice(2);
const mostBuffered = 1024 * 1024;

const redis = new Redis(socket);
await redis.subscribe(channel);
const http = createServer((request, response) => void fanOut(request, response));
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
redis.on('messageBuffer', (_channel, message) => {
  for (const client of sockets.clients) client.send(message, { binary: false });
});
http.listen(0, '127.0.0.1');
await once(http, 'listening');
process.stdout.write(`${http.address().port}\n`);
process.once('SIGTERM', () => process.exit(0));

async function fanOut(request, response) {
  const { frames, bytes } = JSON.parse(Buffer.concat(await request.toArray()).toString());
  const { clients } = sockets;
  const message = frame(bytes);
  await Promise.all([...clients].map((client) => pump(client, frames, message)));
  for (const client of clients) client.send('{"type":"end","job":"bare","build":1,"status":"success"}');
  response.end();
}

function frame(bytes) {
  const line = `${'x'.repeat(79)}\n`;
  const data = line.repeat(Math.ceil(bytes / line.length)).slice(0, bytes);
  const head = { type: 'output', job: 'bare', build: 1, log: 'main/step.log', offset: 0, bytes };
  return Buffer.from(JSON.stringify({ ...head, data }));
}

async function pump(client, frames, message) {
  for (let sent = 0; sent < frames; sent += 1) {
    if (client.bufferedAmount < mostBuffered) client.send(message, { binary: false });
    else await new Promise((resolve) => client.send(message, { binary: false }, resolve));
  }
}
