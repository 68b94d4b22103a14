import { Floor } from '../floor/floor.ts';
import { spawnLatency } from '../floor/raw-spawn.ts';
import { type BenchDrover, oneStep, startBenchDrover } from '../harness/bench-drover.ts';
import { type Bench, scaled } from '../harness/part.ts';
import type { Row } from '../harness/row.ts';
import { type Summary, summarise } from '../harness/statistics.ts';
import { short } from '../harness/table.ts';
import { withFolder } from '../harness/with-folder.ts';

const part = 'overhead';
const slots = 4;
const blocks = 4;
/** So many builds after a start the compiler of both has done its work. */
const warmUp = 600;
const first = 30;

/** From a trigger to the message that the build has ended, one build at a time. */
export function overhead(bench: Bench): Promise<Row[]> {
  return withFolder(async (folder) => {
    const floor = await Floor.start(folder, slots);
    try {
      const ours = await startBenchDrover(slots);
      try {
        await ours.drover.define('sh', oneStep('true', 'sh'));
        await ours.drover.define('bash', oneStep('true', 'bash'));
        return await compare(bench, floor, ours);
      } finally {
        await ours.stop();
      }
    } finally {
      await floor.stop();
    }
  });
}

/** In turns, so that what else the machine does falls on all alike. */
async function compare(bench: Bench, floor: Floor, ours: BenchDrover): Promise<Row[]> {
  const measures = {
    spawn: spawnLatency,
    floor: () => floor.latency(),
    sh: () => latency(ours, 'sh'),
    bash: () => latency(ours, 'bash'),
  };
  const names = ['spawn', 'floor', 'sh', 'bash'] as const;
  const times: Record<(typeof names)[number], number[]> = { spawn: [], floor: [], sh: [], bash: [] };
  bench.say('first builds after a start');
  const [leastAtFirst, shAtFirst] = [
    summarise(await repeat(first, measures.floor)),
    summarise(await repeat(first, measures.sh)),
  ];
  for (const name of names) await repeat(scaled(bench, warmUp), measures[name]);
  for (let block = 0; block < blocks; block += 1) {
    bench.say(`latency of single builds, block ${block + 1} of ${blocks}`);
    for (const name of names)
      times[name].push(...(await repeat(scaled(bench, 200 / blocks), measures[name])));
  }
  const [raw, least, sh, bash] = names.map((name) => summarise(times[name])) as [
    Summary,
    Summary,
    Summary,
    Summary,
  ];
  const row = (what: string, figures: Summary, floor = least): Row => ({
    part,
    what,
    ours: figures.p50,
    unit: 'ms',
    limit: { name: 'floor', value: floor.p50 },
    ratio: figures.p50 / floor.p50,
    note: noteOf(figures),
  });
  return [
    { part, what: 'spawn of sh -c true alone', ours: raw.p50, unit: 'ms', note: noteOf(raw) },
    { part, what: 'the floor, p50', ours: least.p50, unit: 'ms', note: noteOf(least) },
    { ...row('one-step build in sh, p50', sh), aim: { of: 'ratio', relation: '<=', value: 3 } },
    row(`the first ${first} builds in sh after a start, p50`, shAtFirst, leastAtFirst),
    row('one-step build in bash, p50', bash),
    {
      ...row('one-step build in sh, p95', sh),
      ours: sh.p95,
      limit: { name: 'floor', value: least.p95 },
      ratio: sh.p95 / least.p95,
    },
  ];
}

async function latency({ drover, builds }: BenchDrover, job: string): Promise<number> {
  const ended = builds.next(job);
  const begin = performance.now();
  await drover.start(job);
  const { at, build } = await ended;
  if (build.status !== 'success') throw new Error(`${job} ended as ${build.status}: ${build.reason}`);
  return at - begin;
}

async function repeat(times: number, measure: () => Promise<number>): Promise<number[]> {
  const figures: number[] = [];
  for (let time = 0; time < times; time += 1) figures.push(await measure());
  return figures;
}

const noteOf = ({ count, p50, p95, p99 }: Summary): string =>
  `p50 ${short(p50)}, p95 ${short(p95)}, p99 ${short(p99)} ms of ${count}`;
