import { afterAll, beforeEach, expect, test } from 'vitest';
import { FakeGithub } from '../../../test/helpers/fake-github.ts';
import type { FakePerson } from '../../../test/helpers/fake-oauth.ts';
import { openGithubLogin } from '../../github/login/index.ts';
import { parseLoginRules } from '../../lib/login-rules.ts';
import type { AuditEntry } from '../../state/audit.ts';
import { useServer } from '../testing/test-server.ts';

const fake = await FakeGithub.start();
const rules = 'octocat=admin,acme/ops=runner,acme/*=viewer:site';
const githubLogin = openGithubLogin({
  githubApiUrl: fake.apiUrl,
  githubOauthClientId: fake.oauth.clientId,
  githubOauthClientSecret: fake.oauth.clientSecret,
  githubLogins: parseLoginRules(rules) ?? [],
});
const given = useServer({ githubLogin });
const without = useServer();
afterAll(() => fake.stop());
beforeEach(async () => {
  fake.failure = null;
  fake.oauth.person = { login: 'Octocat' };
  await given.redis.del(...(await given.redis.keys('drover:login-attempts:*')), 'nothing');
});

const get = (url: string, cookie = '') =>
  fetch(url, { redirect: 'manual', ...(cookie === '' ? {} : { headers: { cookie } }) });
const cookieNamed = (answer: Response, name: string): string =>
  answer.headers.getSetCookie().find((one) => one.startsWith(`${name}=`) && !one.startsWith(`${name}=;`)) ??
  '';
const bare = (cookie: string): string => cookie.split(';')[0] ?? '';
const placeOf = (answer: Response): string => answer.headers.get('location') ?? '';

/** To GitHub and where that sends the browser back to. */
async function leave(): Promise<{ back: string; cookie: string; there: URL }> {
  const out = await get(`${given.url}/api/login/github`);
  const there = placeOf(out);
  return {
    back: placeOf(await get(there)),
    cookie: bare(cookieNamed(out, 'drover_github')),
    there: new URL(there),
  };
}

async function signIn(person: FakePerson | null): Promise<{ to: string; session: string; whole: string }> {
  fake.oauth.person = person;
  const { back, cookie } = await leave();
  const answer = await get(back, cookie);
  const whole = cookieNamed(answer, 'drover_session');
  return { to: placeOf(answer), session: bare(whole), whole };
}

const whoami = async (session: string) => (await get(`${given.url}/api/session`, session)).json();

test('who is named gets a session, with the role that is written for them', async () => {
  const { to, session, whole } = await signIn({ login: 'Octocat' });
  expect(to).toBe('/');
  expect(whole).toMatch(/; HttpOnly; SameSite=Strict/);
  expect(await whoami(session)).toMatchObject({
    name: 'octocat@github',
    role: 'admin',
    grants: [],
    user: true,
  });
  const team = await signIn({ login: 'bob', teams: ['Acme/ops'], organisations: ['Acme'] });
  const grants = [{ folder: 'site', role: 'viewer' }];
  expect(await whoami(team.session)).toMatchObject({ name: 'bob@github', role: 'runner', grants });
  // Who has left the team has no more of it at the next time.
  const left = await signIn({ login: 'bob', organisations: ['Acme'] });
  expect(await whoami(left.session)).toMatchObject({ name: 'bob@github', role: null, grants });
  expect(fake.problems).toEqual([]);
});

test('everybody else is refused, and leaves no user behind', async () => {
  expect(await signIn({ login: 'mallory', teams: ['other/ops'], organisations: ['other'] })).toMatchObject({
    to: '/login#github=unknown',
    session: '',
  });
  expect(await given.state.users.find('mallory@github')).toBeNull();
  expect((await signIn(null)).to).toBe('/login#github=denied');
});

test('GitHub is told where to come back to, and gets neither the secret nor what the cookie holds', async () => {
  const { there, cookie } = await leave();
  expect(there.origin + there.pathname).toBe(`${fake.origin}/login/oauth/authorize`);
  expect(Object.fromEntries(there.searchParams)).toMatchObject({
    client_id: fake.oauth.clientId,
    redirect_uri: `${given.url}/api/login/github/callback`,
    scope: 'read:org',
    code_challenge_method: 'S256',
  });
  expect(there.href).not.toContain(cookie.split('=')[1]);
  expect(there.href).not.toContain(fake.oauth.clientSecret);
  const out = cookieNamed(await get(`${given.url}/api/login/github`), 'drover_github');
  expect(out).toMatch(/Path=\/api\/login\/github; HttpOnly; SameSite=Lax/);
});

test('a way back that this browser did not begin signs nobody in', async () => {
  const victim = await leave();
  const attacker = await leave();
  for (const [back, cookie] of [
    [attacker.back, ''],
    [attacker.back, victim.cookie],
    [attacker.back.replace(/state=[^&]+/, 'state='), attacker.cookie],
    // As long in letters as the right one, and longer in bytes.
    [attacker.back.replace(/state=[^&]+/, `state=${encodeURIComponent('ü'.repeat(43))}`), attacker.cookie],
    [attacker.back.replace(/state=[^&]+/, 'x=1'), attacker.cookie],
  ] as const) {
    const answer = await get(back, cookie);
    expect([answer.status, cookieNamed(answer, 'drover_session')]).toEqual([
      back.includes('x=1') ? 400 : 303,
      '',
    ]);
  }
  // Another's code with the right state: PKCE keeps it from being used.
  const code = new URL(attacker.back).searchParams.get('code') ?? '';
  const stolen = await get(victim.back.replace(/code=[^&]+/, `code=${code}`), victim.cookie);
  expect(placeOf(stolen)).toBe('/login#github=away');
});

test('a code works once', async () => {
  const { back, cookie } = await leave();
  expect(placeOf(await get(back, cookie))).toBe('/');
  expect(placeOf(await get(back, cookie))).toBe('/login#github=away');
});

test('a GitHub that is away is said to be so', async () => {
  const { back, cookie } = await leave();
  fake.failure = { kind: 'status', status: 503 };
  expect(placeOf(await get(back, cookie))).toBe('/login#github=away');
});

test('a user of the same name here is somebody else', async () => {
  await given.state.users.put('octocat', { role: 'viewer', passwordHash: 'x' });
  const { session } = await signIn({ login: 'octocat' });
  expect(await whoami(session)).toMatchObject({ name: 'octocat@github' });
  expect(await given.state.users.find('octocat')).toMatchObject({ role: 'viewer', hasPassword: true });
});

test('who comes from GitHub cannot have a password that outlives what GitHub says', async () => {
  const { session } = await signIn({ login: 'octocat' });
  const answer = await fetch(`${given.url}/api/session/password`, {
    method: 'PUT',
    headers: { cookie: session, origin: given.url, 'content-type': 'application/json' },
    body: JSON.stringify({ password: 'correct horse battery' }),
  });
  expect([answer.status, await answer.text()]).toEqual([
    400,
    expect.stringContaining('signs in through GitHub'),
  ]);
});

test('nobody is made a user by hand who would be somebody of GitHub, or given a password', async () => {
  await signIn({ login: 'octocat' });
  const headers = { authorization: `Bearer ${given.tokens.admin}`, 'content-type': 'application/json' };
  const put = async (name: string, body: object) =>
    (await fetch(`${given.url}/api/users/${name}`, { method: 'PUT', headers, body: JSON.stringify(body) }))
      .status;
  expect(await put('mallory@github', { role: 'admin' })).toBe(400);
  expect(await put('octocat@github', { password: 'a long password' })).toBe(400);
  expect(await put('octocat@github', { role: 'viewer' })).toBe(200);
});

test('signing in and being refused are in the audit, and too many attempts are stopped', async () => {
  await signIn({ login: 'octocat' });
  await signIn({ login: 'mallory' });
  const headers = { authorization: `Bearer ${given.tokens.admin}` };
  const of = async () => {
    const answer = await fetch(`${given.url}/api/audit?limit=500`, { headers });
    const { entries } = (await answer.json()) as { entries: AuditEntry[] };
    return entries
      .filter(({ route }) => route === '/api/login/github/callback')
      .map(({ who, code }) => [who, code]);
  };
  await expect
    .poll(async () => (await of()).slice(0, 2))
    .toEqual([
      [null, 'SIGN_IN_REFUSED'],
      ['octocat@github', undefined],
    ]);
  const statuses = new Set<number>();
  for (let attempt = 0; attempt < 60; attempt += 1)
    statuses.add((await get(`${given.url}/api/login/github/callback?state=x`)).status);
  expect([...statuses]).toEqual([303, 429]);
});

test('the page is told whether there is this way, and without it the addresses are not there', async () => {
  expect(await (await get(`${given.url}/api/login`)).json()).toEqual({ github: true });
  expect(await (await get(`${without.url}/api/login`)).json()).toEqual({ github: false });
  for (const path of ['', '/callback?state=x'])
    expect((await get(`${without.url}/api/login/github${path}`)).status).toBe(404);
});

test('half of an OAuth app is a fault of the configuration', () => {
  const half = { githubApiUrl: fake.apiUrl, githubOauthClientSecret: null, githubLogins: [] };
  expect(() => openGithubLogin({ ...half, githubOauthClientId: 'x' })).toThrow(/needs both/);
  expect(openGithubLogin({ ...half, githubOauthClientId: null })).toBeNull();
});
