import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { startPrivateRedis } from '../../../src/cli/processes/private-redis.ts';
import type { Definition } from '../../../src/definition/index.ts';
import { planOf } from '../../../src/definition/index.ts';
import { OutputPipes, runPlan } from '../../../src/engine/index.ts';
import { OutputPublisher } from '../../../src/live/output-publisher.ts';
import { oneStep } from '../../harness/bench-drover.ts';
import { type Bench, scaled } from '../../harness/part.ts';
import type { Row } from '../../harness/row.ts';
import { median, spread } from '../../harness/statistics.ts';
import { short } from '../../harness/table.ts';
import { withFolder } from '../../harness/with-folder.ts';

type Listener = Pick<Parameters<typeof runPlan>[0], 'onOutput'>;

const MIB = 2 ** 20;
/** Even, so that each is first as often as the other: what comes second costs more, while the first still goes to the disk. */
const rounds = 10;
const least = 0.97;

/** Capture of output while nobody watches, with publishing and without any. */
export function quiet(bench: Bench): Promise<Row[]> {
  return withFolder(async (folder) => {
    const server = await startPrivateRedis(folder);
    const redis = new Redis(server.url.slice('unix://'.length));
    const pipes = new OutputPipes();
    try {
      const mebibytes = scaled(bench, 512);
      const rates: { with: number[]; without: number[] } = { with: [], without: [] };
      const measure = async (onOutput: Listener) =>
        mebibytes / (await capture(folder, pipes, mebibytes, onOutput));
      await measure({});
      for (let round = 1; round <= rounds; round += 1) {
        bench.say(`capture with nobody watching, round ${round} of ${rounds}`);
        const publisher = new OutputPublisher((message) => redis.publish('nobody', message));
        const publishing = {
          onOutput: (log: string, offset: number, bytes: Buffer) => publisher.written(log, offset, bytes),
        };
        // In turns, and each first as often as the other.
        if (round % 2 === 0) rates.with.push(await measure(publishing));
        rates.without.push(await measure({}));
        if (round % 2 === 1) rates.with.push(await measure(publishing));
      }
      return [
        {
          part: 'live',
          what: `processor time to capture ${mebibytes} MiB while nobody watches`,
          ours: median(rates.with),
          unit: 'MiB/s of processor time',
          limit: { name: 'no publishing', value: median(rates.without) },
          ratio: median(rates.with) / median(rates.without),
          aim: { of: 'ratio', relation: '>=', value: least },
          note: `median of ${rounds}, spread ${short(spread(rates.with))} %, without ${short(spread(rates.without))} %${resolution(spread(rates.without))}`,
        },
      ];
    } finally {
      await pipes.close();
      redis.disconnect();
      await server.stop();
    }
  });
}

/**
 * Seconds of processor time that this process spent on the step. How long the step takes by the clock differs from run to
 * run by far more than publishing could cost; what is spent does not.
 */
async function capture(
  folder: string,
  pipes: OutputPipes,
  mebibytes: number,
  onOutput: Listener,
): Promise<number> {
  const workspace = join(folder, 'workspace');
  await mkdir(workspace, { recursive: true });
  const command = `head -c ${mebibytes * MIB} <(yes '${'x'.repeat(79)}')`;
  const before = process.cpuUsage();
  const record = await runPlan({
    plan: planOf(oneStep(command, 'bash') as Definition),
    workspace,
    logFolder: join(folder, 'logs'),
    environment: {},
    signal: new AbortController().signal,
    pipes,
    onChange: () => {},
    ...onOutput,
  });
  const { user, system } = process.cpuUsage(before);
  const step = record.stages[0]?.steps[0];
  if (step?.bytes !== mebibytes * MIB) throw new Error(`the step ended with ${step?.bytes} bytes`);
  return (user + system) / 1e6;
}

/** Repetitions that lie further apart than the aim cannot tell whether it is met. */
const resolution = (percent: number): string =>
  percent > (1 - least) * 100 ? '; MORE THAN THE AIM: says neither that it holds nor that it does not' : '';
