import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Client } from './client.ts';
import { findToken } from './connect.ts';
import { ServerProblem } from './server-problem.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<Client> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server?.once('listening', resolve));
  return new Client(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 't0ken');
}

test('sends the token, the query without what is undefined, and JSON', async () => {
  let seen = '';
  const client = await serve((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      seen = `${request.method} ${request.url} ${request.headers.authorization} ${request.headers['content-type']} ${body}`;
      response.end('{"ok":true}');
    });
  });
  expect(await client.send('POST', '/api/x', { query: { a: 1, b: undefined }, body: { c: 'é' } })).toEqual({
    ok: true,
  });
  expect(seen).toBe('POST /api/x?a=1 Bearer t0ken application/json {"c":"é"}');
});

test('a problem document becomes an error with its code, faults and exit code', async () => {
  const problem = {
    detail: 'There is no job named "x".',
    code: 'JOB_NOT_FOUND',
    errors: [{ path: 'a', message: 'b' }, 7],
  };
  const client = await serve((_request, response) => {
    response.writeHead(404, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
  });
  const error = (await client.get('/api/jobs/x').catch((thrown: unknown) => thrown)) as ServerProblem;
  expect(error).toBeInstanceOf(ServerProblem);
  expect(error).toMatchObject({
    message: problem.detail,
    code: 'JOB_NOT_FOUND',
    exit: 1,
    problems: [{ path: 'a', message: 'b' }],
  });
});

test("a proxy's page is told as such: exit 69", async () => {
  const client = await serve((_request, response) => {
    response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
  });
  await expect(client.get('/api/jobs')).rejects.toMatchObject({
    exit: 69,
    message: expect.stringContaining('answered 502 Bad Gateway'),
  });
});

test('a GET that breaks off is repeated, a POST is not', async () => {
  const methods: (string | undefined)[] = [];
  const client = await serve((request, response) => {
    methods.push(request.method);
    if (methods.length < 3) request.socket.destroy();
    else response.end('{}');
  });
  await client.get('/api/jobs');
  expect(methods).toEqual(['GET', 'GET', 'GET']);
  methods.length = 0;
  await expect(client.send('POST', '/api/x')).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE', exit: 69 });
  expect(methods).toEqual(['POST']);
});

test('the token of the data folder is for servers on this machine only; a given one wins', async () => {
  const data = await mkdtemp(join(tmpdir(), 'drover-token-'));
  await writeFile(join(data, 'admin-token'), 'kept\n');
  const found = (url: string, token: string | null = null) => findToken({ url, token, data });
  expect(await found('http://127.0.0.1:7420')).toBe('kept');
  expect(await found('http://localhost:7420', 'given')).toBe('given');
  expect(await found('http://ci.example.org')).toBeNull();
  expect(await found('http://127.0.0.1.example.org')).toBeNull();
  await rm(data, { recursive: true });
});
