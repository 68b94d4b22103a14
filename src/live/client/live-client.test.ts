import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { ClientMessage, OutputMessage, SubscribeBuilds, SubscribeOutput } from '../messages.ts';
import { LiveClient, type LiveClientOptions } from './live-client.ts';
import { outputStream } from './output-stream.ts';
import { type OpenSocket, tokenProtocols, webSockets } from './socket.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

interface TestServer {
  url: string;
  /** All that clients have said, in order. */
  heard: ClientMessage[];
  protocols: string[];
  connections: number;
  cut(): void;
}

/** A server of the live interface's wire format that does what the test says. */
async function serve(
  answer: (message: ClientMessage, socket: WebSocket, server: TestServer) => void,
): Promise<TestServer> {
  const http: Server = createServer();
  const sockets = new WebSocketServer({ server: http, handleProtocols: () => 'drover' });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const server: TestServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    heard: [],
    protocols: [],
    connections: 0,
    cut: () => {
      for (const socket of sockets.clients) socket.terminate();
    },
  };
  sockets.on('connection', (socket, request) => {
    server.connections += 1;
    server.protocols.push(request.headers['sec-websocket-protocol'] ?? '');
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ClientMessage;
      server.heard.push(message);
      answer(message, socket, server);
    });
  });
  open.push(async () => {
    server.cut();
    http.close();
    await once(http, 'close');
  });
  return server;
}

const openSocket: OpenSocket = webSockets(WebSocket, 'geheim ü');

function connect(urls: string[], options: Partial<LiveClientOptions> = {}): LiveClient {
  const client = new LiveClient({ urls, openSocket, ...options });
  open.push(() => client.close());
  return client;
}

const say = (socket: WebSocket, message: object): void => socket.send(JSON.stringify(message));

const outputOf = (log: string, offset: number, data: string): OutputMessage => ({
  type: 'output',
  job: 'x',
  build: 1,
  log,
  offset,
  bytes: Buffer.byteLength(data),
  data,
});

const end = { type: 'end', job: 'x', build: 1, status: 'success' } as const;

async function read(client: LiveClient, wanted = { job: 'x', build: 1 }): Promise<string> {
  let text = '';
  for await (const message of outputStream(client, wanted))
    if (message.type === 'output') text += message.data;
  return text;
}

test('a broken connection is taken up at the next server, each log from its next byte', async () => {
  const first = await serve((_message, socket) => {
    say(socket, outputOf('a.log', 0, 'grün'));
    say(socket, outputOf('b.log', 0, 'zwei'));
    setTimeout(() => socket.terminate(), 20);
  });
  const second = await serve((_message, socket) => {
    say(socket, outputOf('b.log', 4, ' drei'));
    say(socket, end);
  });
  let lost = 0;
  const client = connect([first.url, second.url], { onLost: () => (lost += 1) });
  expect(await read(client)).toBe('grünzwei drei');
  expect(lost).toBe(1);
  expect((second.heard[0] as SubscribeOutput).offsets).toEqual({ 'a.log': 5, 'b.log': 4 });
  expect(first.protocols).toEqual([tokenProtocols('geheim ü').join(',')]);
});

test('whatever is repeated or missing, the reader gets each byte once: a gap makes it connect again', async () => {
  const whole = 'abcdefghijklmnopqrstuvwxyz';
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(25), fc.integer({ min: 1, max: 26 })), { maxLength: 8 }),
      async (mistakes) => {
        const server = await serve((message, socket) => {
          if (message.type !== 'subscribe') return;
          const at = (message as SubscribeOutput).offsets?.['a.log'] ?? 0;
          for (const [from, length] of mistakes.splice(0, 2))
            say(socket, outputOf('a.log', from, whole.slice(from, from + length)));
          if (mistakes.length > 0) return void setTimeout(() => socket.terminate(), 1);
          say(socket, outputOf('a.log', at, whole.slice(at)));
          say(socket, end);
        });
        expect(await read(connect([server.url]))).toBe(whole);
      },
    ),
    { numRuns: 8 },
  );
});

test('of the last lines only: what the server began with is gone on from, and not chosen anew', async () => {
  const server = await serve((message, socket, { connections }) => {
    if (message.type !== 'subscribe') return;
    if (connections === 1) {
      say(socket, { type: 'subscribed', channel: 'output', job: 'x', build: 1, offsets: { a: 900, b: 50 } });
      say(socket, outputOf('b', 50, 'last'));
      setTimeout(() => socket.terminate(), 50);
    } else {
      say(socket, { type: 'subscribed', channel: 'output', job: 'x', build: 1 });
      say(socket, outputOf('b', 54, ' lines'));
      // It began while the client was away.
      say(socket, outputOf('c', 0, 'whole'));
      say(socket, end);
    }
  });
  const seen: string[] = [];
  for await (const message of outputStream(connect([server.url]), { job: 'x', build: 1, tail: 2 }))
    if (message.type === 'output') seen.push(`${message.log} ${message.data}`);
  expect(seen).toEqual(['b last', 'b  lines', 'c whole']);
  expect((server.heard as SubscribeOutput[]).map(({ tail, offsets }) => [tail, offsets])).toEqual([
    [2, {}],
    [undefined, { a: 900, b: 54 }],
  ]);
});

test('builds go on from the last event; one message reaches all who want it', async () => {
  const server = await serve((message, socket, { heard }) => {
    if (message.type !== 'subscribe') return;
    const { since } = message as SubscribeBuilds;
    say(socket, {
      type: 'subscribed',
      channel: 'builds',
      ...('job' in message ? { job: message.job } : {}),
      id: '5-0',
    });
    if (heard.length === 2) {
      say(socket, { type: 'build', id: '6-0', job: 'x', number: 3, status: 'running' });
      setTimeout(() => socket.terminate(), 20);
    }
    if (heard.length > 2 && since === '6-0')
      say(socket, { type: 'reload', channel: 'builds', ...('job' in message ? { job: message.job } : {}) });
  });
  const client = connect([server.url]);
  const seen: string[] = [];
  await new Promise<void>((resolve, reject) => {
    let reloads = 0;
    const handlers = (name: string) => ({
      build: ({ id, number }: { id: string; number: number }) => void seen.push(`${name} ${id} ${number}`),
      reload: () => (++reloads === 2 ? resolve() : undefined),
      failed: reject,
    });
    client.builds({}, handlers('all'));
    client.builds({ job: 'x' }, handlers('x'));
  });
  expect(seen).toEqual(['all 6-0 3', 'x 6-0 3']);
});

test('what has changed beside builds is told to whom it concerns, and gone on from', async () => {
  const job = { type: 'changed', id: '7-0', what: 'job', folder: '', job: 'x' };
  const builds = { type: 'changed', id: '8-0', what: 'builds', folder: '', job: 'x', numbers: [1, 2] };
  const folder = { type: 'changed', id: '9-0', what: 'folder', folder: 'team', gone: true };
  const server = await serve((message, socket, { connections, heard }) => {
    if (connections === 1 && heard.length === 4) {
      for (const change of [job, builds, folder]) say(socket, change);
      setTimeout(() => socket.terminate(), 20);
    }
    if (connections === 2 && (message as SubscribeBuilds).job === undefined)
      say(socket, { type: 'reload', channel: 'builds' });
  });
  const client = connect([server.url]);
  const seen: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const wants = { all: {}, x: { job: 'x' }, 'x 2': { job: 'x', build: 2 }, 'x 3': { job: 'x', build: 3 } };
    for (const [name, wanted] of Object.entries(wants))
      client.builds(wanted, {
        build: () => {},
        changed: ({ id }) => void seen.push(`${name} ${id}`),
        reload: () => resolve(),
        failed: reject,
      });
  });
  expect(seen.sort()).toEqual([
    'all 7-0',
    'all 8-0',
    'all 9-0',
    'x 2 7-0',
    'x 2 8-0',
    'x 3 7-0',
    'x 7-0',
    'x 8-0',
  ]);
  const since = server.heard.slice(4).map((message) => (message as SubscribeBuilds).since);
  expect(since[0]).toBe('9-0');
});

test('workers come as a list first, and again after each new connection', async () => {
  const server = await serve((_message, socket, { connections }) => {
    say(socket, { type: 'workers', workers: [{ name: `w${connections}` }] });
    if (connections === 1) setTimeout(() => socket.terminate(), 10);
    else say(socket, { type: 'gone', name: 'w2' });
  });
  const seen: string[] = [];
  const client = connect([server.url]);
  await new Promise<void>((resolve, reject) => {
    client.workers({
      workers: (workers) => void seen.push(...workers.map(({ name }) => name)),
      heartbeat: () => {},
      gone: (name) => resolve(void seen.push(`-${name}`)),
      failed: reject,
    });
  });
  expect(seen).toEqual(['w1', 'w2', '-w2']);
});

test('a reader that is slow holds no more than about a mebibyte, and loses nothing', async () => {
  const piece = 'x'.repeat(64 * 1024);
  const pieces = 200;
  let most = 0;
  let given = 0;
  const server = await serve((message, socket) => {
    if (message.type !== 'subscribe') return;
    let at = (message as SubscribeOutput).offsets?.['a.log'] ?? 0;
    const next = () => {
      if (at === pieces * piece.length) return say(socket, end);
      const sent = outputOf('a.log', at, piece);
      at += piece.length;
      socket.send(JSON.stringify(sent), next);
    };
    next();
  });
  // What has come into the process and was not read yet; kernel buffers are not in it.
  const counting: OpenSocket = (url, events) =>
    openSocket(url, {
      ...events,
      message: (text) => {
        given += text.length;
        most = Math.max(most, given - read);
        events.message(text);
      },
    });
  let read = 0;
  for await (const message of outputStream(connect([server.url], { openSocket: counting }), {
    job: 'x',
    build: 1,
  })) {
    if (message.type !== 'output') continue;
    read += JSON.stringify(message).length;
    if (message.offset % (20 * piece.length) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(read).toBeGreaterThan(pieces * piece.length);
  expect(most).toBeLessThan(4 * 1024 * 1024);
});

test('sockets that cannot be paused are given up while the reader is behind', async () => {
  const piece = 'x'.repeat(256 * 1024);
  const server = await serve((message, socket) => {
    if (message.type !== 'subscribe') return;
    const begin = (message as SubscribeOutput).offsets?.['a.log'] ?? 0;
    for (let at = begin; at < 20 * piece.length; at += piece.length)
      say(socket, outputOf('a.log', at, piece));
    say(socket, end);
  });
  const unpausable: OpenSocket = (url, events) => {
    const socket = openSocket(url, events);
    return { send: (text) => socket.send(text), close: () => socket.close() };
  };
  const text = await (async () => {
    let length = 0;
    for await (const message of outputStream(connect([server.url], { openSocket: unpausable }), {
      job: 'x',
      build: 1,
    })) {
      if (message.type === 'output') length += message.data.length;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return length;
  })();
  expect(text).toBe(20 * piece.length);
  expect(server.connections).toBeGreaterThan(1);
});

test('a subscription that the server refuses fails with its words; the others go on', async () => {
  const server = await serve((message, socket) => {
    if (message.channel === 'output')
      say(socket, {
        type: 'error',
        code: 'BUILD_NOT_FOUND',
        message: 'none',
        channel: 'output',
        job: 'x',
        build: 1,
      });
    else say(socket, { type: 'workers', workers: [] });
  });
  const client = connect([server.url]);
  const workers = new Promise((resolve) => {
    client.workers({ workers: resolve, heartbeat: () => {}, gone: () => {}, failed: () => {} });
  });
  await expect(read(client)).rejects.toMatchObject({ message: 'none', code: 'BUILD_NOT_FOUND' });
  expect(await workers).toEqual([]);
});

test('a server that has lost its Redis is asked again, later and later, or another in its place', async () => {
  const away = await serve((message, socket) => {
    const about = { channel: 'output', job: 'x', build: 1 };
    if (message.type === 'subscribe')
      say(socket, { type: 'error', code: 'REDIS_UNAVAILABLE', message: 'away', ...about });
  });
  const well = await serve((_message, socket) => {
    say(socket, outputOf('a.log', 0, 'there'));
    say(socket, end);
  });
  expect(await read(connect([away.url, well.url]))).toBe('there');
  await expect(read(connect([away.url], { attempts: 3 }))).rejects.toThrow('no server answers');
});

test('a server that is never there fails after the attempts; one that says no, at once', async () => {
  await expect(read(connect(['http://127.0.0.1:1'], { attempts: 2 }))).rejects.toThrow('no server answers');
  const refusing: OpenSocket = (_url, events) => {
    setTimeout(() => events.closed(new Error('no')), 1);
    return { send: () => {}, close: () => {} };
  };
  await expect(read(connect(['http://127.0.0.1:1'], { openSocket: refusing }))).rejects.toThrow('no');
});

test('what makes no sense is passed over', async () => {
  const server = await serve((_message, socket) => {
    for (const text of ['', '{', 'null', '7', '{}', '{"type":"news"}', '{"type":"error","message":"what?"}'])
      socket.send(text);
    say(socket, outputOf('other.log', 0, ''));
    say(socket, { ...outputOf('a.log', 0, 'no'), build: 2 });
    say(socket, end);
  });
  const errors: string[] = [];
  expect(await read(connect([server.url], { onError: ({ message }) => errors.push(message) }))).toBe('');
  expect(errors).toEqual(['what?']);
});

test('an abort ends the iteration with its reason, and close leaves nothing open', async () => {
  const server = await serve(() => {});
  const stop = new AbortController();
  const client = connect([server.url]);
  const reading = outputStream(client, { job: 'x', build: 1 }, stop.signal).next();
  await expect.poll(() => server.heard.length).toBe(1);
  stop.abort(new Error('enough'));
  await expect(reading).rejects.toThrow('enough');
  await expect.poll(() => server.heard.at(-1)?.type).toBe('unsubscribe');
});
