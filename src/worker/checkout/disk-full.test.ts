import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { GitServer } from '../../../test/helpers/git-server.ts';
import { CheckoutBench, pushOf, type Run } from './testing/checkout-bench.ts';

const run = promisify(execFile);

let server: GitServer;
let bench: CheckoutBench;
/** A disk of 3 MiB for the mirrors of the node; only root can make one. */
let disk: string | null;
beforeEach(async ({ skip }) => {
  server = await GitServer.start();
  bench = await CheckoutBench.make();
  await mkdir(bench.mirrors);
  disk = await run('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', bench.mirrors]).then(
    () => bench.mirrors,
    () => null,
  );
  skip(disk === null, 'a small disk cannot be mounted here: that needs root');
});
afterEach(async () => {
  if (disk !== null) await run('umount', ['-l', disk]);
  await bench.remove();
  await server.stop();
});

async function build(name: string, bytes: number): Promise<Run> {
  const repository = await server.repository('acme', name);
  const sha = await repository.commit({ large: randomBytes(bytes) });
  return bench.run('wc -c < large', { github: pushOf({ origin: server.origin, name }, sha) });
}

/** Repositories, whole or half made, below the mirrors. */
const repositories = (): string[] =>
  readdirSync(bench.mirrors).flatMap((folder) =>
    readdirSync(`${bench.mirrors}/${folder}`)
      .filter((name) => /^(?:\d+|new-.*)$/.test(name))
      .map((name) => `${folder}/${name}`),
  );

test('a repository that does not fit is told clearly, leaves nothing half made, and stops no other one', async () => {
  const { record, log } = await build('large', 5_000_000);
  expect(record).toMatchObject({ status: 'error', checkout: { status: 'error' } });
  expect(record.reason).toMatch(/^Checkout: no space is left on the disk of .*mirrors/);
  expect(log).toContain('no space is left');
  expect(repositories()).toEqual([]);
  const small = await build('small', 1_000_000);
  expect(small.record.reason).toBeUndefined();
  expect(small.output.trim()).toBe('1000000');
  expect(repositories()).toHaveLength(1);
});

test('mirrors that no build uses make room, and those in use stay', async () => {
  await (await build('unused', 900_000)).end();
  const used = await build('used', 900_000);
  const { record, log } = await build('next', 1_500_000);
  expect(record.reason).toBeUndefined();
  expect(log).toContain('the disk is full: an unused mirror was removed; trying again');
  expect(repositories().some((path) => path.startsWith('acme-unused'))).toBe(false);
  expect(repositories().some((path) => path.startsWith('acme-used'))).toBe(true);
  expect(existsSync(used.workspace)).toBe(true);
});

test('a disk that is full to the last byte leaves no lock that others wait for', async () => {
  await run('dd', ['if=/dev/zero', `of=${bench.mirrors}/fill`, 'bs=64k']).catch(() => {});
  const { record } = await build('one', 1_000);
  expect(record.reason).toMatch(/no space is left/);
  await run('rm', [`${bench.mirrors}/fill`]);
  expect((await build('other', 1_000)).record.reason).toBeUndefined();
  expect(readdirSync(bench.mirrors).flatMap((name) => readdirSync(`${bench.mirrors}/${name}`))).not.toContain(
    'fetch',
  );
});
