import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestDrover } from '../helpers/drover.ts';

/** As docs/security.md gives it to servers and workers: everything but what manages Redis itself. */
const rights = ['~*', '&*', '+@all', '-@admin', '-@dangerous', '+info'];

let folder: string;
let redis: ChildProcess;
let drover: TestDrover;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drover-tls-'));
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files],
    {
      stdio: 'ignore',
    },
  );
  writeFileSync(
    join(folder, 'users.acl'),
    `user default off\nuser drover on >pass-word ${rights.join(' ')}\n`,
  );
  port = await freePort();
  const options = {
    port: '0',
    'tls-port': String(port),
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    'tls-cert-file': join(folder, 'cert.pem'),
    'tls-key-file': join(folder, 'key.pem'),
    'tls-auth-clients': 'no',
    aclfile: join(folder, 'users.acl'),
  };
  redis = spawn(
    'redis-server',
    Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    { stdio: 'ignore' },
  );
  drover = await TestDrover.create();
  Object.assign(drover.environment, {
    DROVER_REDIS_URL: `rediss://drover:pass-word@127.0.0.1:${port}`,
    NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem'),
  });
  await drover.startServer();
  await drover.startWorker('w');
});

afterAll(async () => {
  await drover.stop();
  const ended = once(redis, 'exit');
  redis.kill('SIGKILL');
  await ended;
  rmSync(folder, { recursive: true });
});

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
  const output = drover.processes.map((one) => one.output).join('');
  expect(output).not.toContain('NOPERM');
  expect(output).not.toContain('pass-word');
});

test('a certificate of nobody known is refused, and the password is not told', async () => {
  const server = drover.spawn(['server'], { NODE_EXTRA_CA_CERTS: '' });
  await expect.poll(() => server.output, { timeout: 20_000 }).toMatch(/self-signed certificate/);
  expect(server.output).not.toContain('pass-word');
  await server.stop('SIGKILL');
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
