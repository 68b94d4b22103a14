import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BenchDrover, oneStep, startBenchDrover } from '../harness/bench-drover.ts';
import { type Bench, scaled } from '../harness/part.ts';
import { resetPeak, residentMemory } from '../harness/process-memory.ts';
import type { Row } from '../harness/row.ts';
import { median, spread } from '../harness/statistics.ts';
import { short } from '../harness/table.ts';

const part = 'capture';
const MIB = 2 ** 20;
const rounds = 5;
const run = promisify(execFile);

interface Output {
  readonly job: string;
  readonly what: string;
  readonly mebibytes: number;
  /** The same command for both; without a pipe, whose broken end `pipefail` would take for a fault. */
  readonly command: string;
}

interface Figures {
  readonly shell: number[];
  readonly ours: number[];
  /** Growth of the worker's resident memory at its peak, in MiB. */
  readonly growth: number[];
}

/** Output of a step into its log, against the same command with the shell's own redirection. */
export async function capture(bench: Bench): Promise<Row[]> {
  const ours = await startBenchDrover(1);
  try {
    const lines = (job: string, mebibytes: number): Output => ({
      job,
      what: `${mebibytes} MiB in lines of 80 characters`,
      mebibytes,
      command: `head -c ${mebibytes * MIB} <(yes '${'x'.repeat(79)}')`,
    });
    const outputs: Output[] = [
      lines('lines-256', scaled(bench, 256)),
      lines('lines-1024', scaled(bench, 1024)),
      {
        job: 'no-newline',
        what: `${scaled(bench, 1024)} MiB without a newline`,
        mebibytes: scaled(bench, 1024),
        command: `head -c ${scaled(bench, 1024) * MIB} /dev/zero`,
      },
    ];
    await measureOurs(ours, lines('warm-up', scaled(bench, 256)));
    const rows: Row[] = [];
    for (const output of outputs) rows.push(...rowsOf(output, await compare(bench, ours, output)));
    return rows;
  } finally {
    await ours.stop();
  }
}

async function compare(bench: Bench, ours: BenchDrover, output: Output): Promise<Figures> {
  const figures: Figures = { shell: [], ours: [], growth: [] };
  for (let round = 1; round <= rounds; round += 1) {
    bench.say(`${output.what}, round ${round} of ${rounds}`);
    await settleDisk();
    figures.shell.push(await measureShell(ours, output));
    await settleDisk();
    const { rate, growth } = await measureOurs(ours, output);
    figures.ours.push(rate);
    figures.growth.push(growth);
  }
  return figures;
}

function rowsOf({ what }: Output, { shell, ours, growth }: Figures): Row[] {
  return [
    {
      part,
      what,
      ours: median(ours),
      unit: 'MiB/s',
      limit: { name: 'shell', value: median(shell) },
      ratio: median(ours) / median(shell),
      aim: { of: 'ratio', relation: '>=', value: 0.8 },
      note: `median of ${ours.length}, spread ${short(spread(ours))} %, of the shell ${short(spread(shell))} %`,
    },
    {
      part,
      what: `memory of the worker: ${what}`,
      ours: Math.max(...growth),
      unit: 'MiB more',
      aim: { of: 'ours', relation: '<=', value: 32 },
      note: `highest of ${growth.length}: ${growth.map(short).join(', ')}`,
    },
  ];
}

/** What the run before wrote must not be on its way to the disk while the next one is measured. */
async function settleDisk(): Promise<void> {
  await run('sync');
}

async function measureShell({ drover }: BenchDrover, { command, mebibytes }: Output): Promise<number> {
  // In the same file system as the logs.
  const file = join(drover.data, 'shell.log');
  const begin = performance.now();
  await run('bash', ['-c', `(${command}) > ${file}`]);
  const rate = mebibytes / ((performance.now() - begin) / 1000);
  await rm(file);
  return rate;
}

async function measureOurs(ours: BenchDrover, output: Output): Promise<{ rate: number; growth: number }> {
  const { drover, builds } = ours;
  const { worker } = ours.pids();
  await drover.define(output.job, oneStep(output.command, 'bash'));
  const before = residentMemory(worker).now;
  resetPeak(worker);
  const ended = builds.next(output.job);
  await drover.start(output.job);
  const { build } = await ended;
  const growth = (residentMemory(worker).peak - before) / MIB;
  const bytes = build.stages[0]?.steps[0]?.bytes;
  if (build.status !== 'success' || bytes !== output.mebibytes * MIB) {
    throw new Error(`${output.job} ended as ${build.status} with ${bytes} bytes: ${build.reason}`);
  }
  await drover.request('DELETE', `/api/jobs/${output.job}/builds/${build.number}`);
  return { rate: output.mebibytes / ((build.durationMs ?? Number.NaN) / 1000), growth };
}
