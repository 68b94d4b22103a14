import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { GitServer } from '../../../test/helpers/git-server.ts';
import type { GithubEvent } from '../../state/github-event.ts';
import { pruneMirrors } from './prune-mirrors.ts';
import { CheckoutBench, pushOf, type Run } from './testing/checkout-bench.ts';

const unlimited = { mirrorsMaxBytes: 1024 ** 3, mirrorsMaxAgeMs: 1_000 * 3_600_000 };

let server: GitServer;
let bench: CheckoutBench;
const commits = new Map<string, string>();
beforeEach(async () => {
  server = await GitServer.start();
  bench = await CheckoutBench.make();
});
afterEach(async () => {
  await bench.remove();
  await server.stop();
});

/** A build of a repository of some 300 KB, and when its mirror was used last. */
async function built(name: string, hoursAgo: number): Promise<Run> {
  const repository = await server.repository('acme', name);
  commits.set(name, await repository.commit({ large: randomBytes(300_000) }));
  const run = await bench.run('true', { github: of(name) });
  expect(run.record.status).toBe('success');
  const usedAt = new Date(Date.now() - hoursAgo * 3_600_000);
  await utimes(join(bench.mirrors, folderOf(name), 'used'), usedAt, usedAt);
  return run;
}

const of = (name: string): GithubEvent => pushOf({ origin: server.origin, name }, commits.get(name) ?? '');
const folderOf = (name: string): string =>
  readdirSync(bench.mirrors).find((folder) => folder.startsWith(`acme-${name}-`)) ?? 'none';
const kept = (): string[] =>
  ['first', 'second', 'third'].filter((name) => existsSync(join(bench.mirrors, folderOf(name), '1')));

test('above the size the mirrors go that were not used for longest, and none that a build uses', async () => {
  await (await built('second', 2)).end();
  await (await built('third', 1)).end();
  const running = await built('first', 3);
  expect(await pruneMirrors(bench.mirrors, { ...unlimited, mirrorsMaxBytes: 700_000 })).toMatchObject({
    removed: [folderOf('second')],
    count: 2,
  });
  expect(kept()).toEqual(['first', 'third']);
  const all = await pruneMirrors(bench.mirrors, { ...unlimited, mirrorsMaxBytes: 0 });
  expect(all).toMatchObject({ count: 1 });
  expect(all.bytes).toBeGreaterThan(300_000);
  expect(kept()).toEqual(['first']);
  await running.end();
  expect(await pruneMirrors(bench.mirrors, { ...unlimited, mirrorsMaxBytes: 0 })).toMatchObject({
    count: 0,
    bytes: 0,
  });
  expect(kept()).toEqual([]);
});

test('what was not used for long goes, and the next build makes it anew', async () => {
  await (await built('first', 30)).end();
  await (await built('second', 1)).end();
  const old = folderOf('first');
  const limits = { ...unlimited, mirrorsMaxAgeMs: 24 * 3_600_000 };
  expect((await pruneMirrors(bench.mirrors, limits)).removed).toEqual([old]);
  expect(kept()).toEqual(['second']);
  const again = await bench.run('true', { github: of('first') });
  expect(again.log).toContain('for the first time on this node');
  expect(kept()).toEqual(['first', 'second']);
});

test('what is no mirror is left alone, and no folder at all is no fault', async () => {
  expect(await pruneMirrors(join(bench.folder, 'nothing'), unlimited)).toEqual({
    removed: [],
    count: 0,
    bytes: 0,
  });
});
