import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { until } from '../../../test/helpers/drover.ts';
import { cancelled, pushOf, type Site, useSite } from './testing/checkout-bench.ts';

let { server, bench, repository } = {} as Site;
useSite((site) => {
  ({ server, bench, repository } = site);
});

test('a commit that was pushed over is still built while the server or the mirror has it', async () => {
  const base = await repository.commit({ a: '1' });
  const gone = await repository.commit({ a: '2' });
  await bench.run('true', { github: pushOf(server, gone) });
  await repository.forget('main', base);
  const again = await bench.run('cat a', { github: pushOf(server, gone) });
  expect(again.output).toBe('2');
});

test('a commit that is gone ends the build as error, and says so', async () => {
  const base = await repository.commit({ a: '1' });
  const gone = await repository.commit({ a: '2' });
  await repository.forget('main', base);
  const { record, log } = await bench.run('true', { github: pushOf(server, gone) });
  expect(record.status).toBe('error');
  expect(record.reason).toContain(`commit ${gone} is no longer in ${server.origin}/acme/site.git`);
  expect(record.stages[0]?.steps[0]?.status).toBe('skipped');
  expect(log).toContain('is no longer in');
});

test('a connection that breaks is tried again', async () => {
  const sha = await repository.commit({ large: randomBytes(2_000_000) });
  server.breakAfter = 100_000;
  const running = bench.run('wc -c < large', { github: pushOf(server, sha) });
  await until(() => server.fetches >= 2, 'it tries again');
  server.breakAfter = null;
  const { record, log, output } = await running;
  expect(record.status).toBe('success');
  expect(log).toContain('trying again in');
  expect(output.trim()).toBe('2000000');
});

test('a server that is away ends the build as error with what git said', async () => {
  const github = pushOf({ origin: 'http://127.0.0.1:9' }, 'a'.repeat(40));
  const { record } = await bench.run('true', { github });
  expect(record.status).toBe('error');
  expect(record.reason).toMatch(/Checkout: unable to access .*127\.0\.0\.1:9/);
});

test('a cancel during the fetch ends git and the build', async () => {
  const sha = await repository.commit({ a: '1' });
  server.hold = new Promise(() => {});
  const abort = new AbortController();
  const running = bench.run('true', { github: pushOf(server, sha) }, { abort });
  await until(() => server.requests.length > 0, 'git asks');
  abort.abort(cancelled());
  const { record } = await running;
  expect(record).toMatchObject({ status: 'cancelled', checkout: { status: 'cancelled' } });
  expect(record.reason).toBe('Cancelled by ann: wrong branch');
  expect(gitProcesses()).toEqual([]);
});

/** Of this test: those that carry the mark of this process. */
function gitProcesses(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return environment.includes(bench.folder) || command.includes(server.origin) ? [command] : [];
      } catch {
        return [];
      }
    });
}
