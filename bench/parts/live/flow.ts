import { type BenchDrover, oneStep } from '../../harness/bench-drover.ts';
import { type Bench, scaled } from '../../harness/part.ts';
import type { Row } from '../../harness/row.ts';
import { machineStandstill } from '../../harness/standstill.ts';
import { median, spread, summarise } from '../../harness/statistics.ts';
import { short } from '../../harness/table.ts';
import { startViewers, type Viewed } from '../../harness/viewers.ts';
import { meanwhile } from './meanwhile.ts';

const MIB = 2 ** 20;
const tail = 1_000;
const joins = 10;

/** A large log with one live viewer; then those who join it late and want its last lines. */
export async function flow(bench: Bench, ours: BenchDrover): Promise<Row[]> {
  const { drover, builds } = ours;
  const mebibytes = scaled(bench, 1024);
  const bytes = mebibytes * MIB;
  const what = `${mebibytes} MiB log with one live viewer`;
  bench.say(what);
  await drover.define('large', oneStep(`sleep 1; head -c ${bytes} <(yes '${'x'.repeat(79)}')`, 'bash'));
  const ended = builds.next('large');
  const { number } = await drover.start('large');
  const subscription = { type: 'subscribe', channel: 'output', job: 'large', build: number };
  const viewers = await startViewers(drover.url, drover.token, 1, subscription);
  const { result, rows } = await meanwhile(ours, what, () => viewers.done);
  const standstill = await machineStandstill();
  const { build } = await ended;
  const stepMs = (build.stages[0]?.steps[0]?.durationMs ?? Number.NaN) - 1_000;
  if (result.least !== bytes) throw new Error(`the viewer got ${result.least} of ${bytes} bytes`);
  return [
    {
      part: 'live',
      what,
      ours: mebibytes / seconds(result),
      unit: 'MiB/s',
      aim: { of: 'ours', relation: '>=', value: 150 },
      note: `all ${result.least} bytes counted; the step wrote ${short(mebibytes / (stepMs / 1000))} MiB/s`,
    },
    ...rows,
    {
      part: 'live',
      what: 'the machine itself: longest standstill of processes that only count, one for each processor',
      ours: standstill,
      unit: 'ms',
      note: 'just after it, for 5 s',
    },
    await lateJoin(bench, ours, number, mebibytes),
  ];
}

const seconds = ({ firstAt, lastAt }: Viewed): number => (lastAt - firstAt) / 1000;

async function lateJoin(
  bench: Bench,
  { drover }: BenchDrover,
  build: number,
  mebibytes: number,
): Promise<Row> {
  bench.say('late joins');
  const { RawSocket } = await import('../../../test/live/support/raw-socket.ts');
  const times: number[] = [];
  for (let join = 0; join < joins; join += 1) {
    const begin = performance.now();
    const socket = await RawSocket.open(drover.url, drover.token);
    const first = new Promise<number>((resolve) => {
      socket.socket.on('message', (data: Buffer) => {
        if (data.toString().startsWith('{"type":"output"')) resolve(performance.now());
      });
    });
    socket.say({ type: 'subscribe', channel: 'output', job: 'large', build, tail });
    times.push((await first) - begin);
    await socket.hear('end');
    const text = socket.messages.map((message) => (message.type === 'output' ? message.data : '')).join('');
    const lines = text.replace(/\n$/, '').split('\n').length;
    if (lines !== tail) throw new Error(`${lines} lines came, not ${tail}`);
    await socket.close();
  }
  return {
    part: 'live',
    what: `join of a ${mebibytes} MiB log for its last ${tail} lines: first data, connecting included`,
    ours: summarise(times).max,
    unit: 'ms',
    aim: { of: 'ours', relation: '<=', value: 100 },
    note: `slowest of ${times.length}; median ${short(median(times))} ms, spread ${short(spread(times))} %`,
  };
}
