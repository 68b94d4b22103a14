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
const commits = 15;

/**
 * A large repository over HTTP: the first checkout of a node, and those after it, against `git clone` of the same from
 * this disk. Most of it is history, as in a repository that once had large files.
 */
export async function checkout(bench: Bench): Promise<Row[]> {
  const server = await GitServer.start();
  const ours = await startBenchDrover(1);
  try {
    const megabytes = scaled(bench, 300);
    bench.say(`making a repository of ${megabytes} MiB`);
    const repository = await server.repository('acme', 'large');
    // Random bytes do not become smaller, however long it takes to find that out.
    await repository.work('config', 'core.compression', '0');
    for (let number = 0; number < commits; number += 1)
      await repository.commit({
        'large.bin': randomBytes(Math.round((megabytes * MIB) / commits)),
        'a.txt': 'a',
      });
    const url = `${server.origin}/acme/large.git`;
    await ours.drover.define('large', {
      checkout: { repository: url, branch: 'main' },
      stages: [{ steps: [{ command: 'true' }] }],
    });
    const first = await build(ours);
    const clones: number[] = [];
    const again: number[] = [];
    let served = 0;
    for (let round = 1; round <= rounds; round += 1) {
      bench.say(`round ${round} of ${rounds}`);
      clones.push(await clone(repository));
      await repository.commit({ 'a.txt': String(round) });
      const before = server.bytesServed;
      again.push(await build(ours));
      served = Math.max(served, server.bytesServed - before);
    }
    const limit = { name: 'git clone from this disk', value: median(clones) };
    const note = `${megabytes} MiB, ${commits} commits`;
    return [
      {
        part,
        what: 'first checkout on a node',
        ours: first,
        unit: 'ms',
        limit,
        ratio: first / limit.value,
        note,
      },
      {
        part,
        what: 'checkout of the next commit',
        ours: median(again),
        unit: 'ms',
        limit,
        ratio: median(again) / limit.value,
        aim: { of: 'ratio', relation: '<=', value: 0.5 },
        note: `median of ${rounds}, spread ${short(spread(again))} %`,
      },
      {
        part,
        what: 'fetched for the next commit',
        ours: served / 1024,
        unit: 'KiB',
        aim: { of: 'ours', relation: '<=', value: 64 },
        note: `the most of ${rounds}`,
      },
    ];
  } finally {
    await ours.stop();
    await server.stop();
  }
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

function clone({ bare }: TestRepository): Promise<number> {
  return withFolder(async (folder) => {
    const begin = performance.now();
    // By the protocol, as from another machine; a local clone would link the files.
    await git(folder, 'clone', '-q', '--branch', 'main', `file://${bare}`, 'copy');
    const took = performance.now() - begin;
    await rm(join(folder, 'copy'), { recursive: true });
    return took;
  });
}
