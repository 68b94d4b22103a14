import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { until } from '../../../test/helpers/drover.ts';
import type { BareLive } from '../../floor/bare-live.ts';
import { type BenchDrover, oneStep } from '../../harness/bench-drover.ts';
import { type Bench, scaled } from '../../harness/part.ts';
import type { Row } from '../../harness/row.ts';
import { type Summary, summarise } from '../../harness/statistics.ts';
import { short } from '../../harness/table.ts';

const blocks = 4;
const lines = 150;

/** Each line is the moment at which it is printed, in seconds; the first ones warm up and are left out. */
const printTimes = (count: number): string =>
  `sleep 0.7; for ((i = 0; i < ${count}; i++)); do echo "$EPOCHREALTIME"; sleep 0.02; done`;
const warmUp = 10;

/** From the moment a step prints a line until a WebSocket client has it. */
export async function latency(bench: Bench, ours: BenchDrover, bare: BareLive): Promise<Row[]> {
  const count = scaled(bench, lines) + warmUp;
  const times: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
  await ours.drover.define('times', oneStep(printTimes(count), 'bash'));
  for (let block = 1; block <= blocks; block += 1) {
    bench.say(`latency, block ${block} of ${blocks}`);
    times.bare.push(...(await measureBare(bare, count)));
    times.ours.push(...(await measureOurs(ours, count)));
  }
  const [we, least] = [summarise(times.ours), summarise(times.bare)];
  const row = (name: 'p50' | 'p95', aim: number): Row => ({
    part: 'live',
    what: `a printed line is at a WebSocket client, ${name}`,
    ours: we[name],
    unit: 'ms',
    limit: { name: 'bare', value: least[name] },
    ratio: we[name] / least[name],
    aim: { of: 'ours', relation: '<=', value: aim },
    note: `ours ${noteOf(we)}; bare ${noteOf(least)}`,
  });
  return [row('p50', 3), row('p95', 6)];
}

async function measureBare(bare: BareLive, count: number): Promise<number[]> {
  const listener = await listen(bare.url, {}, null);
  await bare.run(printTimes(count));
  return listener.times(count);
}

async function measureOurs({ drover, builds }: BenchDrover, count: number): Promise<number[]> {
  const ended = builds.next('times');
  const { number } = await drover.start('times');
  const subscription = { type: 'subscribe', channel: 'output', job: 'times', build: number };
  const listener = await listen(drover.url, { authorization: `Bearer ${drover.token}` }, subscription);
  await ended;
  return listener.times(count);
}

async function listen(url: string, headers: Record<string, string>, subscription: object | null) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/live`, {
    headers,
    perMessageDeflate: false,
  });
  const found: number[] = [];
  let rest = '';
  const clock = clockOffset();
  socket.on('message', (data: Buffer) => {
    const now = clock + performance.now();
    const text = data.toString();
    rest += text.startsWith('{') ? dataOf(text) : text;
    const whole = rest.split('\n');
    rest = whole.pop() ?? '';
    for (const line of whole) found.push(now - Number(line) * 1000);
  });
  await once(socket, 'open');
  if (subscription !== null) socket.send(JSON.stringify(subscription));
  return {
    async times(count: number): Promise<number[]> {
      await until(() => found.length >= count, `${count} lines`, 10_000);
      await pause(10);
      socket.terminate();
      return found.slice(warmUp);
    },
  };
}

function dataOf(text: string): string {
  const message = JSON.parse(text) as { type: string; data?: string };
  return message.type === 'output' ? (message.data ?? '') : '';
}

/** What to add to `performance.now()` for the wall clock, whose own resolution here is a millisecond. */
function clockOffset(): number {
  const begin = Date.now();
  let now = begin;
  while (now === begin) now = Date.now();
  return now - performance.now();
}

const noteOf = ({ count, p50, p95, max }: Summary): string =>
  `p50 ${short(p50)}, p95 ${short(p95)}, max ${short(max)} ms of ${count}`;
