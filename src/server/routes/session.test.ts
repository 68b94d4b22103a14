import { beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { makeToken, useServer } from '../testing/test-server.ts';

const given = useServer();
const password = 'correct horse battery';

beforeEach(async () => {
  await given.redis.del(...(await given.redis.keys('drover:login-attempts:*')), 'nothing');
});

interface Answer {
  status: number;
  headers: Headers;
  cookie: string;
  json: Record<string, unknown>;
}

async function ask(
  method: string,
  path: string,
  {
    body,
    token,
    cookie,
    origin = given.url,
  }: { body?: object; token?: string; cookie?: string; origin?: string | null } = {},
): Promise<Answer> {
  const answer = await fetch(`${given.url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(cookie === undefined ? {} : { cookie }),
      ...(origin === null ? {} : { origin }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const [cookieSet = ''] = answer.headers.getSetCookie();
  return {
    status: answer.status,
    headers: answer.headers,
    cookie: cookieSet.split(';')[0] ?? '',
    json: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

const asAdmin = (method: string, path: string, body?: object) =>
  ask(method, path, { token: given.tokens.admin, ...(body === undefined ? {} : { body }) });
const signIn = (body: object) => ask('POST', '/api/session', { body });
const user = (name: string, change: object = {}) =>
  asAdmin('PUT', `/api/users/${name}`, { role: 'runner', password, ...change });

describe('signing in', () => {
  test('by name and password gives a cookie that scripts and other sites cannot use', async () => {
    expect((await user('ann')).status).toBe(201);
    const { status, headers, json, cookie } = await signIn({ name: 'ann', password });
    expect([status, json]).toEqual([
      200,
      { name: 'ann', role: 'runner', grants: [], via: 'session', user: true },
    ]);
    const [text = ''] = headers.getSetCookie();
    expect(text).toMatch(/^drover_session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/);
    expect((await ask('GET', '/api/session', { cookie })).json).toMatchObject({
      name: 'ann',
      role: 'runner',
    });
    expect((await ask('GET', '/api/jobs', { cookie })).status).toBe(200);
  });

  test('by a token speaks for the token, until it is revoked', async () => {
    const { json: made } = await asAdmin('POST', '/api/tokens', { name: 'bot', role: 'viewer' });
    const { json, cookie } = await signIn({ token: made['token'] as string });
    expect(json).toMatchObject({ name: 'bot', role: 'viewer', user: false });
    expect((await asAdmin('DELETE', `/api/tokens/${String(made['id'])}`)).status).toBe(204);
    expect((await ask('GET', '/api/session', { cookie })).status).toBe(401);
  });

  test('by a link works once', async () => {
    const { json: link } = await ask('POST', '/api/session/links', { token: given.tokens.viewer, body: {} });
    expect(link['url']).toBe(`${given.url}/login#code=${String(link['code'])}`);
    const code = link['code'];
    expect((await signIn({ code: code as string })).json).toMatchObject({ name: 'viewer', role: 'viewer' });
    expect((await signIn({ code: code as string })).status).toBe(401);
  });

  test('as somebody else by a link is for an admin to give', async () => {
    await user('guest', { role: 'viewer' });
    const { json } = await asAdmin('POST', '/api/session/links', { user: 'guest' });
    expect((await signIn({ code: json['code'] as string })).json).toMatchObject({ name: 'guest' });
    const asViewer = await ask('POST', '/api/session/links', {
      token: given.tokens.viewer,
      body: { user: 'guest' },
    });
    expect(asViewer.status).toBe(403);
    expect((await asAdmin('POST', '/api/session/links', { user: 'nobody' })).status).toBe(404);
  });

  test.each([
    ['a wrong password', { name: 'ann', password: 'wrong wrong wrong' }],
    ['a name that is nobody', { name: 'nobody', password }],
    ['a name that is a property of every object', { name: 'constructor', password }],
    ['a user without a password', { name: 'no-password', password }],
    ['a token that is none', { token: 'drover_x' }],
    ['the hash of a token', { token: 'a'.repeat(64) }],
    ['a code that is none', { code: 'x' }],
  ])('with %s is refused in the same words', async (_what, body) => {
    await asAdmin('PUT', '/api/users/no-password', { role: 'admin' });
    const { status, json, cookie } = await signIn(body);
    expect([status, json['code'], cookie]).toEqual([401, 'SIGN_IN_REFUSED', '']);
  });

  test.each([
    [{}],
    [{ name: 'ann' }],
    [{ name: 'ann', password, role: 'admin' }],
    [{ token: 'x', code: 'x' }],
    [{ name: ['ann'], password }],
  ])('with %j is not understood', async (body) => {
    expect((await signIn(body)).status).toBe(400);
  });

  test('too often with one name is refused for a while, and says for how long', async () => {
    await user('target');
    for (let attempt = 0; attempt < 10; attempt++) await signIn({ name: 'target', password: 'wrong wrong' });
    const { status, headers } = await signIn({ name: 'target', password });
    expect(status).toBe(429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await signIn({ name: 'ann', password })).status).toBe(200);
  });

  test('takes as long for a name that does not exist', async () => {
    await user('known');
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let round = 0; round < 8; round++) {
      for (const name of ['known', 'unknown'] as const) {
        const start = performance.now();
        await signIn({ name, password: 'wrong wrong wrong' });
        times[name].push(performance.now() - start);
      }
    }
    const best = (list: number[]): number => Math.min(...list);
    // A check that was left out would be some ten times shorter.
    expect(best(times.unknown)).toBeGreaterThan(best(times.known) / 2);
  });
});

describe('a session', () => {
  const begin = async (name: string): Promise<string> => {
    await user(name);
    return (await signIn({ name, password })).cookie;
  };

  test('ends by signing out, and the cookie opens nothing any more', async () => {
    const cookie = await begin('leaver');
    const { status, headers } = await ask('DELETE', '/api/session', { cookie });
    expect(status).toBe(204);
    expect(headers.getSetCookie()[0]).toMatch(/^drover_session=;.*Expires=Thu, 01 Jan 1970/);
    expect((await ask('GET', '/api/session', { cookie })).status).toBe(401);
  });

  test('changes nothing for a page of another origin, or for none', async () => {
    const cookie = await begin('victim');
    for (const origin of ['https://evil.example', 'null', null]) {
      const { status, json } = await ask('DELETE', '/api/session', { cookie, origin });
      expect([origin, status, json['code']]).toEqual([origin, 403, 'ORIGIN_REFUSED']);
    }
    expect((await ask('GET', '/api/session', { cookie })).status).toBe(200);
  });

  test('cannot be begun by a page of another origin', async () => {
    const foreign = { body: { token: given.tokens.viewer }, origin: 'https://evil.example' };
    expect((await ask('POST', '/api/session', foreign)).status).toBe(403);
  });

  test('opens a WebSocket for our pages only', async () => {
    const cookie = await begin('watcher');
    const open = (origin: string | undefined): Promise<string> =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${given.url.replace('http', 'ws')}/api/live`, ['drover'], {
          headers: { cookie, ...(origin === undefined ? {} : { origin }) },
        });
        socket.on('open', () => {
          socket.close();
          resolve('open');
        });
        socket.on('unexpected-response', (_request, response) => resolve(String(response.statusCode)));
        socket.on('error', () => {});
      });
    expect(await open(given.url)).toBe('open');
    expect(await open('https://evil.example')).toBe('403');
    expect(await open(undefined)).toBe('403');
  });

  test('has the rights that its user has now, and ends with the user', async () => {
    const cookie = await begin('climber');
    await user('climber', { role: 'admin' });
    expect((await ask('GET', '/api/users', { cookie })).status).toBe(401);
    const again = (await signIn({ name: 'climber', password })).cookie;
    await asAdmin('PUT', '/api/users/climber', { role: 'viewer' });
    expect((await ask('GET', '/api/users', { cookie: again })).status).toBe(403);
    await asAdmin('DELETE', '/api/users/climber');
    await user('climber', { role: 'admin' });
    expect((await ask('GET', '/api/session', { cookie: again })).status).toBe(401);
  });

  test('is listed and can be ended by its user, and by an admin', async () => {
    const [one, two] = [await begin('lister'), (await signIn({ name: 'lister', password })).cookie];
    const other = await begin('stranger');
    const listed = async (cookie: string) =>
      (await ask('GET', '/api/sessions', { cookie })).json['sessions'] as {
        id: string;
        name: string;
        current: boolean;
      }[];
    const mine = await listed(one);
    expect(mine.map(({ name }) => name)).toEqual(['lister', 'lister']);
    expect(mine.filter(({ current }) => current)).toHaveLength(1);
    const [theirs] = await listed(other);
    expect((await ask('DELETE', `/api/sessions/${theirs?.id}`, { cookie: one })).status).toBe(404);
    expect((await ask('DELETE', '/api/sessions', { cookie: one })).status).toBe(204);
    expect((await ask('GET', '/api/session', { cookie: two })).status).toBe(401);
    expect((await ask('GET', '/api/session', { cookie: one })).status).toBe(200);
    expect((await asAdmin('DELETE', `/api/sessions/${theirs?.id}`)).status).toBe(204);
    expect((await ask('GET', '/api/session', { cookie: other })).status).toBe(401);
  });

  test('of nobody is nobody: a cookie that is made up opens nothing', async () => {
    for (const cookie of [
      'drover_session=x',
      'drover_session=',
      `drover_session=${'a'.repeat(5000)}`,
      'drover_session=%00',
    ])
      expect((await ask('GET', '/api/session', { cookie })).status).toBe(401);
  });
});

describe('a password', () => {
  test('is changed by who knows it, which ends the other sessions', async () => {
    await user('changer');
    const [here, there] = await Promise.all(
      [1, 2].map(async () => (await signIn({ name: 'changer', password })).cookie),
    );
    const change = (current: string) =>
      ask('PUT', '/api/session/password', {
        cookie: here ?? '',
        body: { current, password: 'another long one' },
      });
    expect((await change('wrong wrong wrong')).json['code']).toBe('PASSWORD_REFUSED');
    expect((await change(password)).status).toBe(204);
    expect((await ask('GET', '/api/session', { cookie: here ?? '' })).status).toBe(200);
    expect((await ask('GET', '/api/session', { cookie: there ?? '' })).status).toBe(401);
    expect((await signIn({ name: 'changer', password })).status).toBe(401);
    expect((await signIn({ name: 'changer', password: 'another long one' })).status).toBe(200);
  });

  test('that is short is refused, and a token has none', async () => {
    expect((await user('short', { password: 'short' })).status).toBe(400);
    const asToken = await ask('PUT', '/api/session/password', {
      token: given.tokens.admin,
      body: { password },
    });
    expect(asToken.status).toBe(400);
  });

  test('is never told', async () => {
    const { json } = await user('quiet');
    const all = JSON.stringify([json, (await asAdmin('GET', '/api/users')).json]);
    expect(all).not.toContain('argon2');
    expect(all).toContain('"hasPassword":true');
  });
});

describe('a token', () => {
  test('is shown once, and has its role in its folder only', async () => {
    await given.state.folders.put('team');
    const { status, json } = await asAdmin('POST', '/api/tokens', {
      name: 'deployer',
      role: 'runner',
      folder: 'team',
    });
    expect([status, json['role'], json['grants']]).toEqual([201, null, [{ folder: 'team', role: 'runner' }]]);
    expect(json['token']).toMatch(/^drover_[\w-]{43}$/);
    const listed = JSON.stringify((await asAdmin('GET', '/api/tokens')).json);
    expect(listed).toContain('deployer');
    expect(listed).not.toContain(json['token']);
  });

  test('ends at its time', async () => {
    const { json } = await asAdmin('POST', '/api/tokens', {
      name: 'short-lived',
      role: 'viewer',
      expiresIn: '1ms',
    });
    await expect
      .poll(async () => (await ask('GET', '/api/jobs', { token: json['token'] as string })).status)
      .toBe(401);
    for (const expiresIn of ['0s', 'soon', '5000d'])
      expect(
        (await asAdmin('POST', '/api/tokens', { name: 'wrong', role: 'viewer', expiresIn })).status,
      ).toBe(400);
  });

  test.each([
    ['a name that is taken by a token', { name: 'viewer', role: 'viewer' }, 409],
    ['a name that is taken by a user', { name: 'ann', role: 'viewer' }, 409],
    ['a folder that does not exist', { name: 'lost', role: 'viewer', folder: 'nowhere' }, 404],
    ['a role that does not exist', { name: 'lost', role: 'owner' }, 400],
    ['more than may be said', { name: 'lost', role: 'viewer', createdBy: 'admin' }, 400],
  ])('with %s is refused', async (_what, body, status) => {
    await user('ann');
    expect((await asAdmin('POST', '/api/tokens', body)).status).toBe(status);
  });

  test('in an address is not looked at', async () => {
    for (const query of ['token', 'access_token', 'authorization'])
      expect((await ask('GET', `/api/jobs?${query}=${given.tokens.admin}`)).status).toBe(401);
  });

  test('is good as a header where the cookie of somebody else is sent along', async () => {
    const token = await makeToken(given.state, { name: 'header', role: 'admin' });
    expect((await ask('GET', '/api/session', { token, cookie: 'drover_session=x' })).json['name']).toBe(
      'header',
    );
    expect(
      (await ask('GET', '/api/session', { token: 'wrong', cookie: (await signIn({ token })).cookie })).status,
    ).toBe(401);
  });
});
