import { createHmac, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromFork } from '../../src/github/testing/payloads.ts';
import { TestDrover, until } from '../helpers/drover.ts';

const secret = 'S3cr3t/value+with=odd "characters"';
const password = 'p4ssw0rd-of-the-day';
const webhookSecret = 'the-secret-of-the-webhook';
const needles = [secret, password].flatMap((value) => [
  value,
  JSON.stringify(value).slice(1, -1),
  encodeURIComponent(value),
  Buffer.from(value).toString('base64').slice(0, -4),
  Buffer.from(value).toString('hex'),
]);

let drover: TestDrover;
let redis: Redis;
beforeAll(async () => {
  drover = await TestDrover.up({
    DROVER_SLOTS: '1',
    DROVER_SECRET_KEY: '',
    DROVER_GITHUB_WEBHOOK_SECRET: webhookSecret,
  });
  redis = new Redis(drover.redisSocket);
});
afterAll(async () => {
  redis.disconnect();
  await drover.stop();
});

const step = (title: string, command: string) => ({ title, command });

/** Everything below a folder, as one text; names too. */
function filesBelow(folder: string): string {
  const paths = readdirSync(folder, { recursive: true }).map((path) => join(folder, String(path)));
  return paths.map((path) => path + (statSync(path).isFile() ? readFileSync(path, 'latin1') : '')).join('\n');
}

async function everythingInRedis(): Promise<string> {
  const dumps = await Promise.all((await redis.keys('*')).map((key) => redis.dumpBuffer(key)));
  // DUMP compresses long strings: those are read as they are.
  const texts = await Promise.all((await redis.keys('*')).map((key) => redis.get(key).catch(() => '')));
  return [...dumps.map((bytes) => bytes?.toString('latin1') ?? ''), ...texts].join('\n');
}

test('a secret and a password are nowhere but in the environment of their build', async () => {
  await drover.define('leaky', {
    secrets: ['TOKEN'],
    parameters: [{ title: 'PASS', type: 'password' }],
    artifacts: ['out/**'],
    onFailure: 'echo "hook: $TOKEN $PASS"',
    stages: [
      {
        title: 'all',
        steps: [
          step('env', 'env; set -x; : "$TOKEN" "$PASS"'),
          step(
            'encoded',
            'for v in "$TOKEN" "$PASS"; do printf %s "$v" | base64 -w0; printf %s "$v" | od -An -tx1 | tr -d " \\n"; done',
          ),
          step('name', 'mkdir out; echo 1 > "out/report-$PASS.txt"; echo "# $TOKEN" > "$CI_SUMMARY"'),
          step(
            'slow',
            'setsid bash -c "sleep 60; :" "$TOKEN" & printf %s "${TOKEN:0:9}"; sleep 1; printf "%s\\n" "${TOKEN:9}"',
          ),
          step('fault', 'test "${#TOKEN}" = 34 && echo "oops $TOKEN" >> "$CI_ENV"'),
        ],
      },
    ],
  });
  const put = await drover.request('PUT', '/api/jobs/leaky/secrets/TOKEN', { value: secret });
  expect(put.status).toBe(200);
  const messages: string[] = [];
  const listener = new Redis(drover.redisSocket);
  await listener.psubscribe('*');
  listener.on('pmessage', (_pattern, _channel, message) => messages.push(message));
  const { number } = await drover.start('leaky', { PASS: password });
  const build = await drover.finished('leaky', number);
  listener.disconnect();
  expect(build.reason).toContain('oops ***');
  expect(build.artifacts.map(({ path }) => path)).toEqual(['out/report-***.txt']);
  const log = await drover.log('leaky', number);
  expect(log).toContain('TOKEN=***\n');
  expect(log).toContain('hook: *** ***\n');
  const places = {
    redis: await everythingInRedis(),
    storage: filesBelow(join(drover.data, 'storage')),
    messages: messages.join('\n'),
    output: drover.processes.map(({ output }) => output).join('\n'),
    list: (await drover.request('GET', '/api/secrets')).text,
    job: (await drover.request('GET', '/api/jobs/leaky')).text,
  };
  for (const [place, text] of Object.entries(places))
    for (const needle of needles) expect(text.includes(needle), `${needle} in ${place}`).toBe(false);
  expect(statSync(join(drover.data, 'secret-key')).mode & 0o777).toBe(0o600);
});

test('the password of a build that waits is sealed in Redis', async () => {
  await drover.job('blocker', 'sleep 600');
  const blocker = await drover.start('blocker');
  await drover.define('waits', {
    parameters: [{ title: 'PASS', type: 'password' }, { title: 'WHO' }],
    stages: [{ title: 'a', steps: [step('s', `test "$PASS" = ${password} && echo "$WHO"`)] }],
  });
  const waiting = await drover.start('waits', { PASS: password, WHO: 'ann' });
  const stored = await redis.get(`drover:private:waits_${waiting.number}`);
  expect(stored).toContain('ann');
  expect(stored).not.toContain(password);
  await drover.request('POST', `/api/jobs/blocker/builds/${blocker.number}/cancel`, { force: true });
  expect((await drover.finished('waits', waiting.number)).status).toBe('success');
});

test('a secret that is not there ends the build before anything runs, and names it', async () => {
  await drover.define('lacks', {
    secrets: ['NOT_THERE'],
    onStart: 'echo hook',
    stages: [{ title: 'a', steps: [step('s', 'echo ran')] }],
  });
  const build = await drover.run('lacks');
  expect(build.status).toBe('error');
  expect(build.reason).toContain('There is no secret NOT_THERE for job "lacks"');
  expect(await drover.log('lacks', build.number)).toBe('');
  await drover.request('PUT', '/api/secrets/NOT_THERE', { value: 'for-everybody' });
  const again = await drover.request<{ number: number }>('POST', '/api/jobs/lacks/builds/1/rerun');
  expect((await drover.finished('lacks', again.json.number)).status).toBe('success');
});

test('nothing of any secret reaches a pull request from a fork: not its build, a rerun, or one that a person starts', async () => {
  await drover.define('site', {
    secrets: ['EVERYWHERE', 'OF_THE_JOB'],
    checkout: false,
    stages: [
      { title: 'a', steps: [step('s', 'env; cat /proc/self/environ; ls -a "$CI_TMP" "$HOME" >/dev/null')] },
    ],
  });
  await drover.request('PUT', '/api/secrets/EVERYWHERE', { value: secret });
  await drover.request('PUT', '/api/jobs/site/secrets/OF_THE_JOB', { value: secret });
  const link = await drover.request('PUT', '/api/github/acme/site/pullrequest', {
    job: 'site',
    forks: 'build',
  });
  expect(link.status).toBeLessThan(300);
  const payload = fromFork('opened', {
    'repository.full_name': 'acme/site',
    'repository.default_branch': 'main',
    number: 25,
    'pull_request.base.ref': 'main',
  });
  const body = JSON.stringify(payload);
  const signature = `sha256=${createHmac('sha256', webhookSecret).update(body).digest('hex')}`;
  const delivered = await fetch(`${drover.url}/api/github/webhook`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'pull_request',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': signature,
    },
    body,
  });
  expect(delivered.status).toBe(202);
  await until(async () => (await drover.build('site_pr25', 1)).number === 1, 'the fork is built');
  await drover.finished('site_pr25', 1);
  await drover.request('POST', '/api/jobs/site_pr25/builds/1/rerun', {});
  // A newer build of a pull request supersedes those that still run.
  await drover.finished('site_pr25', 2);
  await drover.start('site_pr25');
  for (const number of [1, 2, 3]) {
    const build = await drover.finished('site_pr25', number);
    const log = await drover.log('site_pr25', number);
    expect([number, build.status, log.includes('CI_JOB_NAME=site_pr25')]).toEqual([number, 'success', true]);
    for (const hidden of [...needles, '***', 'EVERYWHERE=', 'OF_THE_JOB=']) expect(log).not.toContain(hidden);
  }
  await drover.request('DELETE', '/api/secrets/EVERYWHERE');
  await drover.request('DELETE', '/api/jobs/site/secrets/OF_THE_JOB');
});

test('the command line stores from standard input, lists and deletes', async () => {
  const listed = await drover.cli('secret', 'list');
  expect(listed.output).toContain('NOT_THERE  all jobs');
  expect((await drover.cli('secret', 'delete', 'NOT_THERE')).code).toBe(0);
  expect((await drover.cli('secret', 'delete', 'NOT_THERE')).output).toContain(
    'There is no secret NOT_THERE',
  );
  expect(JSON.parse((await drover.cli('secret', 'rotate', '--json')).output)).toEqual({
    rotated: 0,
    unreadable: [],
  });
});
