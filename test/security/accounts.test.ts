import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/state/audit.ts';
import { repository, TestDrover, until } from '../helpers/drover.ts';

let drover: TestDrover;

beforeAll(async () => {
  drover = await TestDrover.up();
});
afterAll(() => drover.stop());

/** For 127.0.0.1, by itself, until 2126; made for these tests and good for nothing else. */
const cert = join(repository, 'test/samples/tls/cert.pem');
const key = join(repository, 'test/samples/tls/key.pem');

/** A command that gets `input`, as another caller where a token is given. */
function cli(args: string[], { token = drover.token, input = '' } = {}): string {
  return execFileSync(process.execPath, [join(repository, 'dist/cli/main.js'), ...args], {
    input,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', DROVER_URL: drover.url, DROVER_TOKEN: token },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

const signIn = async (body: object): Promise<{ status: number; cookie: string }> => {
  const answer = await fetch(`${drover.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, cookie: (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '' };
};

const audit = async (query = ''): Promise<AuditEntry[]> =>
  (await drover.request<{ entries: AuditEntry[] }>('GET', `/api/audit${query}`)).json.entries;

test('the link that the start prints signs in as the admin, once', async () => {
  const link = /\/login#code=([\w-]{43})/.exec(drover.processes[0]?.output ?? '')?.[1];
  const { status, cookie } = await signIn({ code: link });
  expect(status).toBe(200);
  const who = await fetch(`${drover.url}/api/session`, { headers: { cookie } });
  expect(await who.json()).toMatchObject({ name: 'admin', role: 'admin' });
  expect((await signIn({ code: link })).status).toBe(401);
});

test('"drover login-link" makes another', async () => {
  const code = /#code=([\w-]+)\s*$/.exec(cli(['login-link']))?.[1];
  expect((await signIn({ code })).status).toBe(200);
});

test('"drover user" makes people who sign in and may do what it says', async () => {
  const added = cli(['user', 'add', 'ann', '--role', 'viewer', '--password'], { input: 'a long password\n' });
  expect(added).toContain('ann may do: viewer.');
  const { cookie } = await signIn({ name: 'ann', password: 'a long password' });
  const start = await fetch(`${drover.url}/api/jobs/hello/builds`, {
    method: 'POST',
    headers: { cookie, origin: drover.url },
  });
  expect(start.status).toBe(403);
  await drover.request('PUT', '/api/folders/team');
  expect(cli(['user', 'set', 'ann', '--folder', 'team', '--role', 'admin'])).toContain(
    'viewer, admin in team',
  );
  expect(cli(['user'])).toMatch(/ann +viewer, admin in team +yes/);
  cli(['user', 'remove', 'ann']);
  expect((await signIn({ name: 'ann', password: 'a long password' })).status).toBe(401);
});

test('"drover sessions" lists who is signed in, and signs them out', async () => {
  cli(['user', 'add', 'eve', '--role', 'viewer', '--password'], { input: 'a long password\n' });
  const { cookie } = await signIn({ name: 'eve', password: 'a long password' });
  expect(cli(['sessions'])).toMatch(/eve +127\.0\.0\.1 +/);
  const { sessions } = JSON.parse(cli(['sessions', '--json'])) as {
    sessions: { name: string; id: string }[];
  };
  const { id = '' } = sessions.find(({ name }) => name === 'eve') ?? {};
  expect(cli(['sessions', 'revoke', id])).toContain('eve is signed out at 127.0.0.1.');
  expect((await fetch(`${drover.url}/api/session`, { headers: { cookie } })).status).toBe(401);
  await Promise.all([1, 2].map(() => signIn({ name: 'eve', password: 'a long password' })));
  expect(cli(['sessions', 'revoke', 'eve']).match(/signed out/g)).toHaveLength(2);
  expect(() => cli(['sessions', 'revoke', 'eve'])).toThrow();
});

test('"drover token" makes a token that is printed alone, and ends it', () => {
  const token = cli(['token', 'create', 'robot', '--role', 'viewer', '--expires', '1h']).trim();
  expect(token).toMatch(/^drover_[\w-]{43}$/);
  expect(cli(['jobs'], { token })).toContain('hello');
  expect(() => cli(['start', 'hello'], { token })).toThrow();
  expect(cli(['token'])).toMatch(/robot +viewer .*ago/);
  cli(['token', 'revoke', 'robot']);
  expect(cli(['token'])).not.toContain('robot');
});

describe('the audit', () => {
  test('has every change: who, what, when, from where and how it ended', async () => {
    await drover.request('PUT', '/api/folders/audited');
    await drover.request('DELETE', '/api/folders/none-such');
    const [first, second] = await until(async () => {
      const entries = await audit('?route=/api/folders/:name&limit=2');
      return entries[0]?.method === 'DELETE' ? entries : null;
    }, 'the entries');
    expect(second).toMatchObject({
      who: 'admin',
      via: 'token',
      from: '127.0.0.1',
      method: 'PUT',
      params: { name: 'audited' },
      status: 201,
    });
    expect(Math.abs(Date.now() - Date.parse(second?.at ?? ''))).toBeLessThan(60_000);
    expect(first).toMatchObject({ params: { name: 'none-such' }, status: 404, code: 'FOLDER_NOT_FOUND' });
  });

  test('has who was refused, and why', async () => {
    await fetch(`${drover.url}/api/jobs`, { headers: { authorization: 'Bearer nonsense' } });
    await signIn({ name: 'mallory', password: 'guessed it' });
    const refused = await until(async () => {
      const entries = await audit('?refused=true');
      return entries.some(({ code }) => code === 'SIGN_IN_REFUSED') ? entries : null;
    }, 'the refusals');
    expect(refused.find(({ route }) => route === '/api/jobs')).toMatchObject({ who: null, status: 401 });
  });

  test('has nothing of what was sent', async () => {
    await drover.request('PUT', '/api/users/eve', { role: 'viewer', password: 'secret-in-body' });
    await drover.request('POST', '/api/jobs/parameters/builds', {
      parameters: { NOTE: 'secret-in-parameter' },
    });
    await signIn({ token: 'secret-in-token' });
    await drover.request('DELETE', '/api/jobs/none?confirm=secret-in-query');
    await until(async () => (await audit())[0]?.route === '/api/jobs/:name', 'the last entry');
    expect(JSON.stringify(await audit('?limit=500'))).not.toContain('secret-in');
  });

  test('is read page by page, each entry once', async () => {
    const seen: string[] = [];
    for (let before = ''; ; ) {
      const path = `/api/audit?limit=3${before && `&before=${before}`}`;
      const { json } = await drover.request<{ entries: AuditEntry[]; next: string | null }>('GET', path);
      seen.push(...json.entries.map(({ id }) => id));
      if (json.next === null) break;
      before = json.next;
    }
    expect(seen.length).toBeGreaterThan(8);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual((await audit('?limit=500')).map(({ id }) => id));
  });

  test('is a command too', () => {
    const text = cli(['audit', '--method', 'delete', '--limit', '5']);
    expect(text).toMatch(
      /admin \(token\) +127\.0\.0\.1 +DELETE \/api\/folders\/none-such +404 FOLDER_NOT_FOUND/,
    );
  });

  test('is not flooded by somebody who is refused again and again', async () => {
    const before = (await audit('?refused=true&limit=500')).length;
    await Promise.all(
      Array.from({ length: 150 }, () =>
        fetch(`${drover.url}/api/queue`).then((answer) => answer.arrayBuffer()),
      ),
    );
    await drover.request('PUT', '/api/folders/after-the-flood');
    await until(async () => (await audit())[0]?.params['name'] === 'after-the-flood', 'the entry after it');
    expect((await audit('?refused=true&limit=500')).length - before).toBeLessThanOrEqual(60);
  });
});

test('a revoked admin token does not come back with the next start; a new one is made', async () => {
  const other = await TestDrover.up();
  try {
    const { json } = await other.request<{ tokens: { id: string }[] }>('GET', '/api/tokens');
    expect((await other.request('DELETE', `/api/tokens/${json.tokens[0]?.id}`)).status).toBe(204);
    await other.processes[0]?.stop();
    const old = other.token;
    await other.startUp();
    expect(other.token).not.toBe(old);
    expect((await other.request('GET', '/api/users')).status).toBe(200);
    other.token = old;
    expect((await other.request('GET', '/api/users')).status).toBe(401);
  } finally {
    await other.stop();
  }
});

describe('the network of a server', () => {
  test('can be HTTPS, and its cookie stays there', async () => {
    const other = await TestDrover.create();
    try {
      const up = other.spawn(['up'], { DROVER_TLS_CERT: cert, DROVER_TLS_KEY: key });
      const url = await until(() => /is up at (https:\S+)/.exec(up.output)?.[1], 'the address');
      expect(up.output).toContain(`${url}/login#code=`);
      const token = (await readFile(join(other.data, 'admin-token'), 'utf8')).trim();
      const { status, cookie } = await post(`${url}/api/session`, { token }, await readFile(cert));
      expect(status).toBe(200);
      expect(cookie).toMatch(/; Secure/);
      const client = other.spawn(['jobs'], { DROVER_URL: url, NODE_EXTRA_CA_CERTS: cert });
      expect([await client.exit(), client.output.includes('hello')]).toEqual([0, true]);
    } finally {
      await other.stop();
    }
  });

  test.each([
    ['a key without a certificate', { DROVER_TLS_KEY: '/dev/null' }, 'tlsCert is not'],
    [
      'a file that is not there',
      { DROVER_TLS_CERT: '/nowhere', DROVER_TLS_KEY: '/nowhere' },
      'cannot be read',
    ],
    [
      'a file that is none',
      { DROVER_TLS_CERT: '/dev/null', DROVER_TLS_KEY: '/dev/null' },
      'no certificate and its key',
    ],
    ['a proxy that is no address', { DROVER_TRUST_PROXY: '10.0.0.0/33' }, 'no address and no network'],
    ['a proxy that is a name', { DROVER_TRUST_PROXY: 'proxy.example' }, 'must be addresses'],
  ])('says what is wrong with %s', async (_what, environment, message) => {
    const other = await TestDrover.create();
    try {
      const up = other.spawn(['up'], environment);
      expect(await up.exit()).toBe(2);
      expect(up.output).toContain(message);
    } finally {
      await other.stop();
    }
  });
});

test('who comes through a proxy is believed only where the proxy is named', async () => {
  const other = await TestDrover.up({ DROVER_TRUST_PROXY: '127.0.0.1' });
  try {
    for (const [server, expected] of [
      [drover, '127.0.0.1'],
      [other, '203.0.113.7'],
    ] as const) {
      await server.request('PUT', '/api/folders/proxied', undefined, { 'x-forwarded-for': '203.0.113.7' });
      const [entry] = await until(async () => {
        const { json } = await server.request<{ entries: AuditEntry[] }>('GET', '/api/audit?limit=1');
        return json.entries[0]?.params['name'] === 'proxied' ? json.entries : null;
      }, 'the entry');
      expect(entry?.from).toBe(expected);
    }
  } finally {
    await other.stop();
  }
});

test('a caller beyond the limit is told when to come again, and others are not', async () => {
  const other = await TestDrover.up({ DROVER_RATE_LIMIT: '50' });
  try {
    const { json } = await other.request<{ token: string }>('POST', '/api/tokens', {
      name: 'busy',
      role: 'viewer',
    });
    const ask = () =>
      other.request<{ code: string }>('GET', '/api/queue', undefined, {
        authorization: `Bearer ${json.token}`,
      });
    const answers = await Promise.all(Array.from({ length: 60 }, ask));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(10);
    expect(refused[0]?.json.code).toBe('TOO_MANY_REQUESTS');
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await other.request('GET', '/api/queue')).status).toBe(200);
  } finally {
    await other.stop();
  }
});

function post(url: string, body: object, ca: Buffer): Promise<{ status: number; cookie: string }> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      url,
      { method: 'POST', ca, headers: { 'content-type': 'application/json' } },
      (answer) => {
        answer.resume();
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, cookie: answer.headers['set-cookie']?.[0] ?? '' }),
        );
      },
    );
    request.on('error', reject);
    request.end(JSON.stringify(body));
  });
}
