import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GitServer, git, type TestRepository } from '../../test/helpers/git-server.ts';
import { type BenchDrover, startBenchDrover } from '../harness/bench-drover.ts';
import { type Bench, scaled } from '../harness/part.ts';
import type { Row } from '../harness/row.ts';
import { median, spread } from '../harness/statistics.ts';
import { short } from '../harness/table.ts';
import { withFolder } from '../harness/with-folder.ts';

const part = 'checkout';
const MIB = 2 ** 20;
const rounds = 5;
const commits = 25;

/**
 * A large repository over HTTP: the first checkout of a node, against `git clone` from the same server, and those after
 * it, against `git fetch` into a bare repository that has all but the last commit, and `git worktree`. Most of it is
 * history, as in a repository that once had large files.
 */
export async function checkout(bench: Bench): Promise<Row[]> {
  const server = await GitServer.start();
  const ours = await startBenchDrover(1);
  try {
    const megabytes = scaled(bench, 500);
    bench.say(`making a repository of ${megabytes} MiB`);
    const repository = await largeRepository(server, megabytes);
    const url = `${server.origin}/acme/large.git`;
    await ours.drover.define('large', {
      checkout: { repository: url, branch: 'main' },
      stages: [{ steps: [{ command: 'true' }] }],
    });
    const note = `${megabytes} MiB, ${commits} commits`;
    return await withFolder(async (folder) => {
      bench.say('first checkout');
      const clone = () => timed(() => git(folder, 'clone', '-q', '--branch', 'main', url, 'copy'));
      // One before and one after: what the disk has still to write slows whoever comes next.
      const cloned = [await clone()];
      await rm(join(folder, 'copy'), { recursive: true });
      const first = await build(ours);
      cloned.push(await clone());
      await git(folder, 'clone', '-q', '--bare', url, 'mirror');
      return [
        row('first checkout on a node', first, { name: 'git clone', value: mean(cloned) }, note),
        ...(await nextCommits(bench, ours, { server, repository, url, mirror: join(folder, 'mirror') })),
      ];
    });
  } finally {
    await ours.stop();
    await server.stop();
  }
}

async function largeRepository(server: GitServer, megabytes: number): Promise<TestRepository> {
  const repository = await server.repository('acme', 'large');
  // Random bytes do not become smaller, however long it takes to find that out.
  const asItIs = ['core.compression=0', 'pack.window=0', 'receive.unpackLimit=1'];
  for (const [name = '', value = ''] of asItIs.map((setting) => setting.split('='))) {
    await repository.work('config', name, value);
    await git(repository.bare, 'config', name, value);
  }
  for (let number = 0; number < commits; number += 1)
    await repository.commit({
      'large.bin': randomBytes(Math.round((megabytes * MIB) / commits)),
      'a.txt': 'a',
    });
  return repository;
}

interface Place {
  readonly server: GitServer;
  readonly repository: TestRepository;
  readonly url: string;
  /** A bare repository that is kept up by plain git. */
  readonly mirror: string;
}

async function nextCommits(
  bench: Bench,
  ours: BenchDrover,
  { server, repository, url, mirror }: Place,
): Promise<Row[]> {
  const bare: number[] = [];
  const again: number[] = [];
  const same: number[] = [];
  let served = 0;
  for (let round = 1; round <= rounds; round += 1) {
    bench.say(`round ${round} of ${rounds}`);
    const sha = await repository.commit({ 'a.txt': String(round) });
    bare.push(
      await timed(async () => {
        await git(mirror, 'fetch', '-q', url, '+refs/heads/main:refs/heads/main');
        await git(mirror, 'worktree', 'add', '-q', '--detach', join(mirror, '../tree'), sha);
      }),
    );
    await git(mirror, 'worktree', 'remove', '--force', join(mirror, '../tree'));
    const before = server.bytesServed;
    again.push(await build(ours));
    served = Math.max(served, server.bytesServed - before);
    same.push(await build(ours));
  }
  const limit = { name: 'git fetch, git worktree', value: median(bare) };
  const spreads = (times: readonly number[]) => `median of ${rounds}, spread ${short(spread(times))} %`;
  return [
    {
      ...row('checkout of the next commit', median(again), limit, spreads(again)),
      aim: { of: 'ratio', relation: '<=', value: 1.5 },
    },
    row('checkout of the same commit', median(same), limit, spreads(same)),
    {
      part,
      what: 'fetched for the next commit',
      ours: served / 1024,
      unit: 'KiB',
      aim: { of: 'ours', relation: '<=', value: 64 },
      note: `the most of ${rounds}`,
    },
  ];
}

const row = (what: string, ours: number, limit: { name: string; value: number }, note: string): Row => ({
  part,
  what,
  ours,
  unit: 'ms',
  limit,
  ratio: ours / limit.value,
  note,
});

const mean = (times: readonly number[]): number => times.reduce((sum, time) => sum + time, 0) / times.length;

/** In ms. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** How long its checkout took, in ms. */
async function build({ drover, builds }: BenchDrover): Promise<number> {
  const end = builds.next('large');
  const { number } = await drover.start('large');
  await end;
  const { checkout: record, status, reason } = await drover.build('large', number);
  if (status !== 'success') throw new Error(reason);
  return record?.durationMs ?? Number.NaN;
}
