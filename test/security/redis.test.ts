import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCertificate } from '../helpers/certificate.ts';
import { TestDrover, until } from '../helpers/drover.ts';
import { type SentinelRedis, startSentinel } from '../helpers/sentinel.ts';
import { Viewer } from '../live/support/viewer.ts';

/** The users as docs/security.md gives them, with passwords put in. */
const users = (
  readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8').match(
    /^user (?:default|drover-).+$/gm,
  ) ?? []
).map((line) => line.replace('>PASSWORD', '>pass-word'));

/** One who may see what lies at the top, and no more. */
const narrow = 'user drover-narrow on >pass-word ~jobs &drover:* +@all -@admin -@dangerous +info';

let folder: string;
let redis: SentinelRedis;
let drover: TestDrover;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drover-tls-'));
  const tls = makeCertificate(folder);
  redis = await startSentinel({ tls, acl: [...users, narrow], password: 'watch-word' });
  drover = await TestDrover.create();
  Object.assign(drover.environment, {
    DROVER_REDIS_SENTINEL_PASSWORD: 'watch-word',
    NODE_EXTRA_CA_CERTS: tls.cert,
  });
  await drover.startServer({ DROVER_REDIS_URL: addressOf('drover-server') });
  await drover.startWorker('w', { DROVER_REDIS_URL: addressOf('drover-worker') });
});

afterAll(async () => {
  await drover.stop();
  await redis.stop();
  rmSync(folder, { recursive: true });
});

const addressOf = (user: string): string =>
  `rediss-sentinel://${user}:pass-word@127.0.0.1:${redis.port}/${redis.name}`;

/** What Redis refused somebody since it was last asked. */
async function refusals(): Promise<string[]> {
  const log = (await redis.connect(await redis.serving()).call('ACL', 'LOG')) as string[][];
  return log.map((entry) => entry.join(' '));
}

test('server and worker do all their work over TLS as a user who may not manage Redis', async () => {
  await drover.request('PUT', '/api/folders/team');
  await drover.job('over-tls', 'echo "hello $CI_BUILD_NUMBER"');
  for (const number of [1, 2]) {
    const build = await drover.run('over-tls');
    expect(build.status).toBe('success');
    expect(await drover.log('over-tls', number)).toBe(`hello ${number}\n`);
  }
  expect(
    (await drover.request('POST', '/api/jobs/over-tls/move', { folder: 'team', name: 'moved' })).status,
  ).toBe(200);
  expect((await drover.request('GET', '/api/redis/keys?match=job_*')).text).toContain('job_moved');
  expect((await drover.request('GET', '/readyz')).status).toBe(200);
  await drover.job('slow', 'sleep 60');
  const slow = await drover.start('slow');
  await drover.request('POST', `/api/jobs/slow/builds/${slow.number}/cancel`, {});
  expect((await drover.finished('slow', slow.number)).status).toBe('cancelled');
  expect((await drover.request('DELETE', '/api/jobs/moved?confirm=moved')).status).toBe(204);
  expect(await refusals()).toEqual([]);
  const output = drover.processes.map((one) => one.output).join('');
  expect(output).not.toContain('NOPERM');
  expect(output).not.toContain('pass-word');
});

test("a worker reads nothing of people, and neither of them manages Redis or touches what is not Drover's", async () => {
  const { port } = { port: await redis.serving() };
  for (const user of ['drover-server', 'drover-worker']) {
    const client = redis.connect(port, { username: user, password: 'pass-word' });
    for (const [command, ...rest] of [
      ['CONFIG', 'GET', '*'],
      ['FLUSHALL'],
      ['ACL', 'LIST'],
      ['KEYS', '*'],
      ['GET', 'other'],
      ['SET', 'other', '1'],
    ] as const)
      await expect(client.call(command, [...rest]), `${user} ${command}`).rejects.toThrow(/NOPERM/);
  }
  const worker = redis.connect(port, { username: 'drover-worker', password: 'pass-word' });
  for (const key of [
    'users',
    'tokens',
    'token-uses',
    'sessions',
    'session:x',
    'login-code:x',
    'login-attempts:x',
    'audit',
  ])
    for (const command of ['TYPE', 'DEL'])
      await expect(worker.call(command, `drover:${key}`), `${command} ${key}`).rejects.toThrow(/NOPERM/);
});

test('a certificate of nobody known is refused, and the password is not told', async () => {
  const server = drover.spawn(['server'], {
    DROVER_REDIS_URL: addressOf('drover-server'),
    NODE_EXTRA_CA_CERTS: '',
  });
  await expect.poll(() => server.output).toMatch(/self-signed certificate/);
  expect(server.output).not.toContain('pass-word');
  await server.stop('SIGKILL');
});

test.each(['server', 'worker'])(
  'a %s whose user lacks rights says so, and where they are told',
  async (kind) => {
    const process = drover.spawn([kind], { DROVER_REDIS_URL: addressOf('drover-narrow') });
    expect(await process.exit()).toBe(69);
    expect(process.output).toMatch(/Redis refuses what Drover has to do \(.*NOPERM.*\).*docs\/security\.md/);
    expect(process.output).not.toContain('pass-word');
  },
);

test('a Redis that hangs is left for the one that the Sentinel names: a running build and its viewer go on, the next one starts', async () => {
  await drover.job('through', 'for n in 1 2 3 4 5 6 7 8; do echo "line $n"; sleep 0.5; done');
  const { number } = await drover.start('through');
  await until(async () => (await drover.log('through', number)).includes('line 1'), 'it runs');
  const viewer = new Viewer({ urls: [drover.url], token: drover.token, job: 'through', build: number });
  const before = await redis.serving();
  await redis.freeze();
  await redis.failedOver(before);
  await until(
    async () => (await drover.request('GET', '/readyz')).status === 200,
    'the server is ready again',
  );
  expect(await drover.finished('through', number)).toMatchObject({ status: 'success', attempt: 1 });
  const lines = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `line ${n}\n`).join('');
  expect(await drover.log('through', number)).toBe(lines);
  await viewer.done;
  expect(Buffer.concat([...viewer.logs.values()].flat()).toString()).toBe(lines);
  expect((await drover.run('through')).status).toBe('success');
  const output = drover.processes.map((one) => one.output).join('');
  expect(output).not.toMatch(/pass-word|watch-word/);
  // All but those that were refused on purpose.
  const working = drover.processes.filter(({ child }) => child.exitCode !== 69);
  expect(working.map((one) => one.output).join('')).not.toContain('NOPERM');
  expect(await refusals()).toEqual([]);
});
