import type { BareLive } from '../../floor/bare-live.ts';
import { type BenchDrover, oneStep } from '../../harness/bench-drover.ts';
import { type Bench, scaled } from '../../harness/part.ts';
import type { Row } from '../../harness/row.ts';
import { median, spread } from '../../harness/statistics.ts';
import { short } from '../../harness/table.ts';
import { startViewers, type Viewed } from '../../harness/viewers.ts';
import { meanwhile } from './meanwhile.ts';

const MIB = 2 ** 20;
const viewers = 1_000;
/** Enough for several seconds: a shorter flood told now half, now all of what bare `ws` does. */
const mebibytes = 8;
const pieceBytes = 64 * 1024;
const rounds = 3;

/** One build to very many viewers, against bare `ws` that has nothing to do but to send. */
export async function fanOut(bench: Bench, ours: BenchDrover, bare: BareLive): Promise<Row[]> {
  const count = scaled(bench, viewers);
  const flood = `head -c ${mebibytes * MIB} <(yes '${'x'.repeat(79)}')`;
  await ours.drover.define('flood', oneStep(`sleep 5; ${flood}`, 'bash'));
  const rates: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
  const ratios: number[] = [];
  const rows: Row[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    bench.say(`${count} viewers, round ${round} of ${rounds}`);
    rates.bare.push(rate(await bareRound(bare, count), count));
    const { result, rows: meanwhileRows } = await meanwhile(
      ours,
      `${count} viewers, who connect and are sent a flood`,
      () => oursRound(ours, 'flood', count),
    );
    rates.ours.push(rate(result.viewed, count));
    ratios.push((rates.ours.at(-1) ?? 0) / (rates.bare.at(-1) ?? 0));
    if (round === rounds) rows.push(...meanwhileRows);
  }
  return [
    {
      part: 'live',
      what: `${mebibytes} MiB to ${count} viewers`,
      ours: median(rates.ours),
      unit: 'MiB/s',
      limit: { name: 'bare ws', value: median(rates.bare) },
      ratio: median(rates.ours) / median(rates.bare),
      aim: { of: 'ratio', relation: '>=', value: 0.8 },
      note: `median of ${rounds}, spread ${short(spread(rates.ours))} %, of bare ws ${short(spread(rates.bare))} %; every byte counted at every viewer; ratio of each round ${ratios.map(short).join(', ')}; all share the processors with those who read`,
    },
    ...rows,
    await slowing(bench, ours, count),
  ];
}

const rate = ({ firstAt, lastAt }: Viewed, count: number): number =>
  (count * mebibytes) / ((lastAt - firstAt) / 1000);

async function bareRound(bare: BareLive, count: number): Promise<Viewed> {
  const many = await startViewers(bare.url, '', count, null);
  try {
    await bare.fanOut((mebibytes * MIB) / pieceBytes, pieceBytes);
    return await many.done;
  } finally {
    await many.stop();
  }
}

/** `durationMs` is the step's. */
async function oursRound(
  { drover, builds }: BenchDrover,
  job: string,
  count: number,
): Promise<{ viewed: Viewed; durationMs: number }> {
  const ended = builds.next(job);
  const { number } = await drover.start(job);
  const subscription = { type: 'subscribe', channel: 'output', job, build: number };
  const many = await startViewers(drover.url, drover.token, count, subscription);
  try {
    const viewed = await many.done;
    const { build } = await ended;
    const step = build.stages[0]?.steps[0];
    if (viewed.least !== step?.bytes || viewed.most !== step.bytes) {
      throw new Error(`viewers got ${viewed.least} to ${viewed.most} of ${step?.bytes} bytes`);
    }
    return { viewed, durationMs: step.durationMs ?? Number.NaN };
  } finally {
    await many.stop();
  }
}

/** A step that prints steadily, with nobody and with all of them watching. */
async function slowing(bench: Bench, ours: BenchDrover, count: number): Promise<Row> {
  const steady =
    'sleep 5; for ((i = 0; i < 200; i++)); do echo "line $i of a steady build"; sleep 0.02; done';
  await ours.drover.define('steady', oneStep(steady, 'bash'));
  const times: { watched: number[]; alone: number[] } = { watched: [], alone: [] };
  for (let round = 1; round <= rounds; round += 1) {
    bench.say(`a steady step, round ${round} of ${rounds}`);
    const ended = ours.builds.next('steady');
    await ours.drover.start('steady');
    times.alone.push((await ended).build.stages[0]?.steps[0]?.durationMs ?? Number.NaN);
    times.watched.push((await oursRound(ours, 'steady', count)).durationMs);
  }
  const [watched, alone] = [median(times.watched) - 5_000, median(times.alone) - 5_000];
  return {
    part: 'live',
    what: `a step that prints 40 lines/s to ${count} viewers`,
    ours: watched,
    unit: 'ms',
    limit: { name: 'nobody watches', value: alone },
    ratio: watched / alone,
    aim: { of: 'ratio', relation: '<=', value: 1.05 },
    note: `without its first 5 s, in which they connect; spread ${short(spread(times.watched))} %, alone ${short(spread(times.alone))} %`,
  };
}
