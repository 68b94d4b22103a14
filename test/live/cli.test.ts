import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { type DroverProcess, TestDrover, until } from '../helpers/drover.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function up(): Promise<TestDrover> {
  const drover = await TestDrover.up();
  open.push(() => drover.stop());
  return drover;
}

/** A client command of which both streams are kept apart. */
function run(
  drover: TestDrover,
  url: string,
  ...args: string[]
): { process: DroverProcess; out: string[]; err: string[] } {
  const process = drover.spawn(args, { DROVER_URL: url, DROVER_TOKEN: drover.token });
  const out: string[] = [];
  const err: string[] = [];
  process.child.stdout?.setEncoding('utf8').on('data', (text: string) => out.push(text));
  process.child.stderr?.setEncoding('utf8').on('data', (text: string) => err.push(text));
  return { process, out, err };
}

test('follow says once that the connection is lost, and goes on without losing or repeating a byte', async () => {
  const drover = await up();
  const redis = { DROVER_REDIS_URL: `unix://${drover.redisSocket}` };
  const first = await drover.startServer(redis);
  const go = join(drover.data, 'go');
  const line = 'echo "line $i ü"';
  await drover.job(
    'long',
    `for i in $(seq 15); do ${line}; done; until [ -e ${go} ]; do sleep 0.05; done; for i in $(seq 16 120); do ${line}; sleep 0.05; done`,
  );
  const { number } = await drover.start('long');
  const { process, out, err } = run(drover, first.url, 'follow', 'long', String(number));
  await until(() => out.join('').includes('line 10 '), 'follow shows line 10');
  const last = run(drover, first.url, 'follow', 'long', String(number), '--tail', '3');
  await until(() => last.out.length > 0, 'the one that begins at the end is connected');
  writeFileSync(go, '');
  for (const line of ['line 20', 'line 60']) {
    await until(() => out.join('').includes(line), `follow shows ${line}`);
    const server = drover.processes.findLast(
      (one) => one.output.includes(`listening on ${first.url}`) && !one.ended,
    );
    await server?.stop('SIGKILL');
    await sleep(300);
    await drover.startServer({ ...redis, DROVER_PORT: new URL(first.url).port });
  }
  expect(await process.exit()).toBe(0);
  const wanted = Array.from({ length: 120 }, (_, n) => `line ${n + 1} ü\n`).join('');
  expect(out.join('')).toBe(wanted);
  expect(await last.process.exit()).toBe(0);
  const seen = last.out.join('');
  expect(wanted.endsWith(seen)).toBe(true);
  expect(seen).toMatch(/^line 1[0-5] ü\n/);
  expect(err.join('').match(/connection is lost/g)).toHaveLength(1);
  expect(err.join('')).toContain('success');
});

test('follow of a build that does not exist, and without the right token, is one sentence', async () => {
  const drover = await up();
  await drover.job('some', 'true');
  await drover.run('some');
  const missing = run(drover, drover.url, 'follow', 'some', '99');
  expect(await missing.process.exit()).toBe(1);
  expect(missing.err.join('').trim().split('\n')).toHaveLength(1);
  drover.token = 'wrong';
  const refused = run(drover, drover.url, 'follow', 'some', '1');
  expect(await refused.process.exit()).toBe(1);
  expect(refused.err.join('')).toContain('token');
});

test('Ctrl-C ends the watching with 130, and the build goes on', async () => {
  const drover = await up();
  await drover.job('long', 'echo begun; sleep 600');
  const { process, out, err } = run(drover, drover.url, 'start', 'long', '--follow');
  await until(() => out.join('').includes('begun'), 'the output comes');
  process.child.kill('SIGINT');
  expect(await process.exit()).toBe(130);
  expect(err.join('')).toContain('goes on');
  expect((await drover.build('long', 1)).status).toBe('running');
  await drover.request('POST', '/api/jobs/long/builds/1/cancel');
  await drover.finished('long', 1);
});

test('workers --watch tells who comes, what changes and who goes, a line each', async () => {
  const drover = await up();
  const { process, out } = run(drover, drover.url, 'workers', '--watch');
  const json = run(drover, drover.url, 'workers', '--watch', '--json');
  await until(() => /online 0\/\d/.test(out.join('')), 'the first worker is shown');
  const guest = await drover.startWorker('guest', { DROVER_REDIS_URL: `unix://${drover.redisSocket}` });
  await until(() => out.join('').includes('guest online'), 'the guest is shown');
  await drover.request('POST', '/api/workers/guest/pause');
  await until(() => out.join('').includes('guest paused'), 'the pause is shown');
  await guest.stop();
  await until(() => out.join('').includes('guest signed off'), 'the end is shown');
  for (const { child } of [process, json.process]) child.kill('SIGINT');
  expect(await process.exit()).toBe(0);
  expect(await json.process.exit()).toBe(0);
  const lines = json.out
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string });
  expect(lines.some(({ name }) => name === 'guest')).toBe(true);
});
