import { describe, expect, test, vi } from 'vitest';
import { codeOf, useState } from '../testing/test-state.ts';
import { hashSecret } from './hash.ts';
import { type Principal, requireEnded } from './sessions.ts';

const given = useState();

describe('tokens', () => {
  const make = (over: object = {}) =>
    given.state.tokens.create({
      name: 'ci',
      role: 'runner',
      grants: [],
      createdBy: 'ann',
      expiresAt: null,
      ...over,
    });

  test('are known by their hash, and nothing in Redis holds one', async () => {
    const { token, view } = await make();
    expect(await given.state.tokens.find(hashSecret(token))).toMatchObject({ name: 'ci', role: 'runner' });
    expect(await given.state.tokens.find(hashSecret(`${token}x`))).toBeNull();
    expect(JSON.stringify(await given.redis.hgetall('drover:tokens'))).not.toContain(token);
    expect(JSON.stringify(view)).not.toContain(token);
  });

  test('tell when they were used last', async () => {
    const { token, view } = await make();
    expect(view.usedAt).toBeNull();
    await given.state.tokens.find(hashSecret(token));
    const [listed] = await given.state.tokens.list();
    expect(Date.parse(listed?.usedAt ?? '')).toBeGreaterThan(Date.now() - 10_000);
  });

  test('write that down once in a minute at most', async () => {
    const { token, view } = await make();
    await given.redis.hset('drover:token-uses', view.id, new Date(Date.now() - 30_000).toISOString());
    const before = await given.redis.hget('drover:token-uses', view.id);
    await given.state.tokens.find(hashSecret(token));
    expect(await given.redis.hget('drover:token-uses', view.id)).toBe(before);
  });

  test('that are over or revoked open nothing', async () => {
    const over = await make({ expiresAt: new Date(Date.now() - 1).toISOString() });
    expect(await given.state.tokens.find(hashSecret(over.token))).toBeNull();
    const { token, view } = await make();
    await given.state.tokens.revoke(view.id);
    expect(await given.state.tokens.find(hashSecret(token))).toBeNull();
    expect(await codeOf(given.state.tokens.revoke(view.id))).toBe('NOT_FOUND');
    expect(await given.redis.hexists('drover:token-uses', view.id)).toBe(0);
  });

  test('of a first start can be registered again after Redis lost its data, but not once revoked', async () => {
    const { tokens } = given.state;
    expect(await tokens.register('first', 'admin')).toBe('made');
    expect(await tokens.register('first', 'admin')).toBe('known');
    const [view] = await tokens.list();
    expect(view).toMatchObject({ name: 'admin', role: 'admin', createdBy: '' });
    await tokens.revoke(view?.id ?? '');
    expect(await tokens.register('first', 'admin')).toBe('revoked');
    expect(await tokens.find(hashSecret('first'))).toBeNull();
    expect(await tokens.list()).toEqual([]);
  });

  test.each([
    ['written before there were roles', '{"name":"admin"}', { name: 'admin', role: 'admin' }],
    ['cut off', '{', null],
    ['without a name', '{"role":"admin"}', null],
    ['with a role that does not exist', '{"name":"eve","role":"owner"}', null],
    ['with grants that are none', '{"name":"eve","role":null,"grants":"all"}', null],
    [
      'with a grant of nowhere',
      '{"name":"eve","role":null,"grants":[{"folder":"","role":"admin"}]}',
      { grants: [] },
    ],
    ['that is null', 'null', null],
  ])('entry %s', async (_what, entry, expected) => {
    await given.redis.hset('drover:tokens', hashSecret('t'), entry);
    const found = await given.state.tokens.find(hashSecret('t'));
    if (expected === null) expect(found).toBeNull();
    else expect(found).toMatchObject(expected);
  });
});

describe('users', () => {
  test('keep what a change does not name', async () => {
    const { users } = given.state;
    expect(await users.put('ann', { role: 'runner', passwordHash: 'hash' })).toBe(true);
    expect(await users.put('ann', { grants: [{ folder: 'team', role: 'admin' }] })).toBe(false);
    expect(await users.find('ann')).toMatchObject({
      role: 'runner',
      grants: [{ folder: 'team', role: 'admin' }],
      hasPassword: true,
    });
    expect(await users.passwordHash('ann')).toBe('hash');
    await users.put('ann', { role: null });
    expect(await users.find('ann')).toMatchObject({ role: null });
  });

  test('have no rights but those that were given', async () => {
    await given.state.users.put('bob', {});
    expect(await given.state.users.find('bob')).toMatchObject({ role: null, grants: [], hasPassword: false });
    expect(await given.state.users.passwordHash('bob')).toBeNull();
  });

  test('of two changes at the same time neither is lost', async () => {
    const { users } = given.state;
    await users.put('ann', {});
    await Promise.all([users.put('ann', { role: 'admin' }), users.put('ann', { passwordHash: 'new' })]);
    expect(await users.find('ann')).toMatchObject({ role: 'admin', hasPassword: true });
  });

  test.each(['', '-x', 'a b', 'a/b', '__proto__', 'x'.repeat(65), 'é', 'a\nb'])(
    'name %j is refused',
    async (name) => {
      expect(await codeOf(given.state.users.put(name, {}))).toBe('NAME_INVALID');
      expect(await given.state.users.find(name)).toBeNull();
      expect(await given.state.users.passwordHash(name)).toBeNull();
    },
  );

  test('are gone when deleted, and a damaged entry is nobody', async () => {
    const { users } = given.state;
    await users.put('ann', {});
    await users.delete('ann');
    expect(await codeOf(users.delete('ann'))).toBe('NOT_FOUND');
    await given.redis.hset('drover:users', 'eve', '{"role":"god","createdAt":"x","updatedAt":"x"}');
    expect(await users.find('eve')).toBeNull();
    expect(await users.list()).toEqual([]);
  });
});

describe('sessions', () => {
  const life = { idleMs: 60_000, longestMs: 3_600_000 };
  const ann: Principal = { user: 'ann', since: 'then' };
  const begin = (principal: Principal = ann, of = life) =>
    given.state.sessions.create(principal, { from: '127.0.0.1', agent: 'test' }, of);

  test('are found by the hash of their secret, of which Redis knows nothing else', async () => {
    const secret = await begin();
    expect(Buffer.from(secret, 'base64url').length).toBe(32);
    expect(await given.state.sessions.find(hashSecret(secret), life)).toMatchObject({ principal: ann });
    const dump = await Promise.all(
      (await given.redis.keys('*')).map(async (key) => [key, await given.redis.dump(key)]),
    );
    expect(JSON.stringify(dump)).not.toContain(secret);
  });

  test('end when they are not used', async () => {
    const secret = await begin(ann, { ...life, idleMs: 30 });
    await expect.poll(() => given.state.sessions.find(hashSecret(secret), life)).toBeNull();
    expect(await given.state.sessions.list()).toEqual([]);
  });

  test('live on while they are used, but not beyond their longest life', async () => {
    const secret = await begin();
    const key = `drover:session:${hashSecret(secret)}`;
    const text = (await given.redis.get(key)) ?? '';
    const seen = { ...JSON.parse(text), seenAt: new Date(Date.now() - 120_000).toISOString() };
    await given.redis.set(key, JSON.stringify(seen), 'PX', 50_000);
    await given.state.sessions.find(hashSecret(secret), life);
    expect(await given.redis.pttl(key)).toBeGreaterThan(50_000);
    await given.redis.set(key, JSON.stringify({ ...seen, expiresAt: new Date().toISOString() }));
    expect(await given.state.sessions.find(hashSecret(secret), life)).toBeNull();
  });

  test('are ended one by one or together, and stay ended', async () => {
    const { sessions } = given.state;
    const [first] = await Promise.all([begin(), begin(), begin({ token: 'hash', name: 'ci' })]);
    expect(await sessions.end(({ principal }) => 'user' in principal)).toBe(2);
    expect(await sessions.find(hashSecret(first), life)).toBeNull();
    expect(await sessions.list()).toHaveLength(1);
    expect(await sessions.end(() => false)).toBe(0);
    expect(() => requireEnded(0, 'x')).toThrow('no session');
  });
});

test('a login code opens once', async () => {
  const { loginCodes } = given.state;
  const { code, expiresAt } = await loginCodes.create({ user: 'ann', since: 'then' });
  expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(14 * 60_000);
  const answers = await Promise.all([1, 2, 3].map(() => loginCodes.take(code)));
  expect(answers.filter((answer) => answer !== null)).toEqual([{ user: 'ann', since: 'then' }]);
  expect(await loginCodes.take('')).toBeNull();
});

describe('attempts to sign in', () => {
  test('with a name are ten in the window, whatever address they come from', async () => {
    const { loginAttempts } = given.state;
    for (let attempt = 0; attempt < 10; attempt++) await loginAttempts.begin(`10.0.0.${attempt}`, 'ann');
    const refused = loginAttempts.begin('10.1.1.1', 'ann');
    await expect(refused).rejects.toMatchObject({
      code: 'TOO_MANY_REQUESTS',
      retryAfter: expect.any(Number),
    });
    await loginAttempts.begin('10.1.1.1', 'bob');
  });

  test('from an address are fifty, whatever names they try', async () => {
    const { loginAttempts } = given.state;
    for (let attempt = 0; attempt < 50; attempt++) await loginAttempts.begin('10.0.0.1', `user${attempt}`);
    expect(await codeOf(loginAttempts.begin('10.0.0.1', null))).toBe('TOO_MANY_REQUESTS');
    await loginAttempts.begin('10.0.0.2', 'user');
  });

  test('that were right do not count', async () => {
    const { loginAttempts } = given.state;
    for (let attempt = 0; attempt < 60; attempt++) {
      await loginAttempts.begin('10.0.0.1', 'ann');
      await loginAttempts.succeeded('10.0.0.1', 'ann');
    }
  });

  test('are forgotten when the window is over, however many were refused', async () => {
    const { loginAttempts } = given.state;
    for (let attempt = 0; attempt < 30; attempt++)
      await loginAttempts.begin('10.0.0.1', 'ann').catch(() => {});
    for (const key of await given.redis.keys('drover:login-attempts:*')) {
      expect(await given.redis.pttl(key)).toBeLessThanOrEqual(15 * 60_000);
      await given.redis.pexpire(key, 1);
    }
    await vi.waitFor(() => loginAttempts.begin('10.0.0.1', 'ann'), { timeout: 20_000 });
  });
});
