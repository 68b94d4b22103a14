import { setTimeout as pause } from 'node:timers/promises';
import { type TestDrover, until } from '../../test/helpers/drover.ts';
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
        const rates: Rates = { spawn: [], floor: [], ours: [], two: [] };
        for (let round = 1; round <= rounds; round += 1) {
          bench.say(`${builds} queued builds, round ${round} of ${rounds}`);
          rates.spawn.push(await spawnRate(builds, slots));
          rates.floor.push(await floor.throughput(builds));
          rates.ours.push(await buildsPerSecond(ours, builds));
        }
        const redis = `unix://${ours.drover.redisSocket}`;
        ours.drover.spawn(['worker'], { DROVER_NAME: 'second', DROVER_REDIS_URL: redis });
        await until(
          async () => (await workerStatus(ours.drover, 'second')) === 'online',
          'the second is online',
        );
        for (let round = 1; round <= rounds; round += 1) {
          bench.say(`${builds} queued builds, two workers, round ${round} of ${rounds}`);
          rates.two.push(await buildsPerSecond(ours, builds, [workerName, 'second']));
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

type Rates = Record<'spawn' | 'floor' | 'ours' | 'two', number[]>;

function rowsOf({ spawn, floor, ours, two }: Rates): Row[] {
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
    {
      part,
      what: 'the same with two workers on the machine',
      ours: median(two),
      unit,
      limit: { name: 'one worker', value: median(ours) },
      ratio: median(two) / median(ours),
      aim: { of: 'ratio', relation: '>=', value: 1 },
      note: noteOf(two),
    },
  ];
}

/** From letting the paused workers go on to the end of the last build. */
async function buildsPerSecond(
  { drover, builds }: BenchDrover,
  count: number,
  workers = [workerName],
): Promise<number> {
  for (const worker of workers) {
    await order(drover, worker, 'pause');
    await until(async () => (await workerStatus(drover, worker)) === 'paused', `${worker} is paused`);
  }
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
  await Promise.all(workers.map((worker) => order(drover, worker, 'resume')));
  return count / (((await ended).at - begin) / 1000);
}

async function order(drover: TestDrover, worker: string, action: 'pause' | 'resume'): Promise<void> {
  const { status, text } = await drover.request('POST', `/api/workers/${worker}/${action}`, {});
  if (status >= 300) throw new Error(`${action} was refused: ${text}`);
}
