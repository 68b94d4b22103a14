import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pushOf, type Site, useSite } from './testing/checkout-bench.ts';

let { server, bench, repository } = {} as Site;
useSite((site) => {
  ({ server, bench, repository } = site);
});

function packsOf(mirror: string): string[] {
  const folder = join(mirror, 'objects/pack');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.pack'))
    .map((name) => join(folder, name));
}

test('the second build of a repository fetches nothing that the first one has', async () => {
  const first = await repository.commit({ large: randomBytes(2_000_000) });
  await (await bench.run('true', { github: pushOf(server, first) })).end();
  const served = server.bytesServed;
  expect(served).toBeGreaterThan(2_000_000);
  await bench.run('true', { github: pushOf(server, first) });
  expect(server.bytesServed).toBe(served);
  const second = await repository.commit({ small: 'x' });
  const { output, workspace } = await bench.run('ls', { github: pushOf(server, second) });
  expect(output).toBe('large\nsmall\n');
  expect(server.bytesServed - served).toBeLessThan(10_000);
  expect(readdirSync(join(workspace, '.git/objects'))).toEqual(['info', 'pack']);
});

test('two builds at once on one node fetch once, and both get their commit', async () => {
  const sha = await repository.commit({ large: randomBytes(500_000) });
  const runs = await Promise.all(
    [1, 2, 3].map(() => bench.run('git rev-parse HEAD', { github: pushOf(server, sha) })),
  );
  expect(runs.map(({ output }) => output)).toEqual([`${sha}\n`, `${sha}\n`, `${sha}\n`]);
  expect(server.bytesServed).toBeLessThan(1_000_000);
});

test('what a build does in its workspace does not reach the mirror', async () => {
  const sha = await repository.commit({ a: '1' });
  await bench.run(
    [
      'git -c user.name=x -c user.email=x@y commit -q --allow-empty -m mine',
      'git config core.fsmonitor "touch ../pwned"',
      'git gc -q --prune=now',
      'git update-ref -d refs/heads/main',
      'rm -rf .git/objects',
    ].join('\n'),
    { github: pushOf(server, sha) },
  );
  const { output } = await bench.run('git rev-parse HEAD; git fsck && git log --format=%s', {
    github: pushOf(server, sha),
  });
  expect(output).toContain(`${sha}\n`);
  expect(output).toContain('A commit');
});

test('a mirror that was damaged on disk is found and made anew', async () => {
  const sha = await repository.commit({ large: randomBytes(300_000) });
  await bench.run('true', { github: pushOf(server, sha) });
  const broken = bench.mirrorPath();
  for (const pack of packsOf(broken)) {
    chmodSync(pack, 0o644);
    truncateSync(pack, 1_000);
  }
  const { record, log } = await bench.run('wc -c < large', { github: pushOf(server, sha) });
  expect(log).toContain('the mirror of this repository is damaged; making it anew');
  expect(record.status).toBe('success');
  expect(bench.mirrorPath()).not.toBe(broken);
});

test('a mirror without its packs, or with garbage in its refs, is made anew', async () => {
  const sha = await repository.commit({ a: '1' });
  await bench.run('true', { github: pushOf(server, sha) });
  rmSync(join(bench.mirrorPath(), 'objects/pack'), { recursive: true });
  expect((await bench.run('cat a', { github: pushOf(server, sha) })).output).toBe('1');
  writeFileSync(join(bench.mirrorPath(), 'HEAD'), 'garbage');
  const next = await repository.commit({ a: '2' });
  const { record, log, output } = await bench.run('cat a', { github: pushOf(server, next) });
  expect(record.reason ?? log).toBe(log);
  expect(output).toBe('2');
});

test('what a killed fetch left is taken away', async () => {
  const sha = await repository.commit({ a: '1' });
  await bench.run('true', { github: pushOf(server, sha) });
  const mirror = bench.mirrorPath();
  const left = ['objects/pack/tmp_pack_Ab12', 'shallow.lock', 'packed-refs.lock', 'config.lock'];
  for (const name of left) writeFileSync(join(mirror, name), 'x');
  const next = await repository.commit({ a: '2' });
  expect((await bench.run('cat a', { github: pushOf(server, next) })).output).toBe('2');
  expect(left.filter((name) => existsSync(join(mirror, name)))).toEqual([]);
});
