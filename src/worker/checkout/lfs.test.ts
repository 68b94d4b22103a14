import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lfsPointer } from '../../../test/helpers/lfs.ts';
import { type PrivateSite, pushOf, usePrivateSite } from './testing/checkout-bench.ts';

let { fake, bench, repository } = {} as PrivateSite;
usePrivateSite((site) => {
  ({ fake, bench, repository } = site);
});

const large = randomBytes(200_000);
const { oid, pointer } = lfsPointer(large);
const attributes = '*.bin filter=lfs diff=lfs merge=lfs -text\n';
const downloads = () =>
  fake.git.requests.filter(({ path, authorization }) => path.endsWith(oid) && authorization !== null).length;

function isInstalled(): boolean {
  try {
    execFileSync('git', ['lfs', 'version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test('without `lfs` the pointers are checked out, also where git-lfs is not there', async () => {
  const sha = await repository.commit({ '.gitattributes': attributes, 'large.bin': pointer });
  const { output, record } = await bench.run('cat large.bin', { github: pushOf(fake, sha) });
  expect(record.reason).toBeUndefined();
  expect(output).toBe(pointer);
});

test('a node without git-lfs says so, before it fetches anything', async () => {
  const sha = await repository.commit({ a: '1' });
  const folder = join(bench.folder, 'bin');
  mkdirSync(folder);
  for (const program of ['git', 'sh', 'bash'])
    symlinkSync(
      execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim(),
      join(folder, program),
    );
  const before = process.env['PATH'];
  process.env['PATH'] = folder;
  try {
    const { record } = await bench.run('true', { github: pushOf(fake, sha), checkout: { lfs: true } });
    expect(record).toMatchObject({
      status: 'error',
      reason: 'Checkout: git-lfs is not installed on this node: install it, or leave `lfs` out',
    });
    expect(fake.git.requests).toEqual([]);
  } finally {
    process.env['PATH'] = before;
  }
});

test('the files of Git LFS are fetched when asked, with the credential, and once for a node', async ({
  skip,
}) => {
  skip(!isInstalled(), 'git-lfs is not installed here');
  fake.git.lfs.set(oid, large);
  const sha = await repository.commit({ '.gitattributes': attributes, 'large.bin': pointer });
  const command = 'wc -c < large.bin; git status --porcelain; git config --list --show-origin; env';
  const options = { github: pushOf(fake, sha), checkout: { lfs: true } } as const;
  const first = await bench.run(command, options);
  expect(first.record.reason).toBeUndefined();
  expect(first.output).toMatch(/^200000\n/);
  expect(`${first.output}${first.log}`).not.toContain(fake.token);
  expect(downloads()).toBe(1);
  await first.end();
  const second = await bench.run(command, options);
  expect(second.output).toMatch(/^200000\n/);
  expect(downloads()).toBe(1);
  const asked = fake.git.requests.filter(({ path }) => path.endsWith('/batch'));
  expect(asked.at(-1)?.authorization).toMatch(/^Basic /);
});

test('a file that the server of Git LFS does not have ends the build as error, with its name', async ({
  skip,
}) => {
  skip(!isInstalled(), 'git-lfs is not installed here');
  fake.git.lfs.set('0'.repeat(64), large);
  const sha = await repository.commit({ '.gitattributes': attributes, 'large.bin': pointer });
  const { record, log } = await bench.run('true', { github: pushOf(fake, sha), checkout: { lfs: true } });
  expect(record.status).toBe('error');
  expect(record.reason).toMatch(/^Checkout: LFS: /);
  expect(log).toContain(oid);
});
