import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../test/helpers/drover.ts';
import { Floor } from '../floor/floor.ts';
import { spawnRate } from '../floor/raw-spawn.ts';
import {
  type BenchDrover,
  oneStep,
  startBenchDrover,
  workerName,
  workerStatus,
} from '../harness/bench-drover.ts';
import { type Bench, scaled } from '../harness/part.ts';
import type { Row } from '../harness/row.ts';
import { median, spread } from '../harness/statistics.ts';
import { short } from '../harness/table.ts';
import { withFolder } from '../harness/with-folder.ts';

const part = 'throughput';
const slots = 4;
const rounds = 3;
const submittersAtOnce = 10;

/** Builds per second of a worker with four slots that finds hundreds of builds waiting. */
export function throughput(bench: Bench): Promise<Row[]> {
  return withFolder(async (folder) => {
    const builds = scaled(bench, 500);
    const floor = await Floor.start(folder, slots);
    try {
      const ours = await startBenchDrover(slots);
      try {
        await ours.drover.define('many', oneStep('true', 'sh'));
        await floor.throughput(scaled(bench, 50));
        await buildsPerSecond(ours, scaled(bench, 50));
        const rates: Record<'spawn' | 'floor' | 'ours', number[]> = { spawn: [], floor: [], ours: [] };
        for (let round = 1; round <= rounds; round += 1) {
          bench.say(`${builds} queued builds, round ${round} of ${rounds}`);
          rates.spawn.push(await spawnRate(builds, slots));
          rates.floor.push(await floor.throughput(builds));
          rates.ours.push(await buildsPerSecond(ours, builds));
        }
        return rowsOf(rates);
      } finally {
        await ours.stop();
      }
    } finally {
      await floor.stop();
    }
  });
}

function rowsOf({ spawn, floor, ours }: Record<'spawn' | 'floor' | 'ours', number[]>): Row[] {
  const unit = 'builds/s';
  const noteOf = (rates: readonly number[]) => `median of ${rates.length}, spread ${short(spread(rates))} %`;
  const against = (name: string, rates: readonly number[]) => ({
    limit: { name, value: median(rates) },
    ratio: median(ours) / median(rates),
  });
  return [
    {
      part,
      what: 'spawn of sh -c true alone, 4 at once',
      ours: median(spawn),
      unit: '/s',
      note: noteOf(spawn),
    },
    { part, what: 'the floor', ours: median(floor), unit, note: noteOf(floor) },
    {
      part,
      what: 'one-step builds in sh',
      ours: median(ours),
      unit,
      ...against('floor', floor),
      aim: { of: 'ratio', relation: '>=', value: 0.4 },
      note: noteOf(ours),
    },
    { part, what: 'one-step builds in sh', ours: median(ours), unit, ...against('spawn', spawn) },
  ];
}

/** From letting the paused worker go on to the end of the last build. */
async function buildsPerSecond({ drover, builds }: BenchDrover, count: number): Promise<number> {
  await order(drover, 'pause');
  await until(async () => (await workerStatus(drover)) === 'paused', 'the worker is paused');
  let left = count;
  const submit = async () => {
    for (; left > 0; ) {
      left -= 1;
      await drover.start('many');
    }
  };
  await Promise.all(Array.from({ length: submittersAtOnce }, submit));
  // What the submissions left to do behind their answers belongs to them.
  await pause(500);
  const ended = builds.next('many', count);
  const begin = performance.now();
  await order(drover, 'resume');
  return count / (((await ended).at - begin) / 1000);
}

async function order(drover: BenchDrover['drover'], action: 'pause' | 'resume'): Promise<void> {
  const { status, text } = await drover.request('POST', `/api/workers/${workerName}/${action}`, {});
  if (status >= 300) throw new Error(`${action} was refused: ${text}`);
}
