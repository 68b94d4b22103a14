import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Definition, planOf } from '../../src/definition/index.ts';
import { createMasker, OutputPipes, runPlan } from '../../src/engine/index.ts';
import type { Masker } from '../../src/engine/masking/index.ts';
import { oneStep } from '../harness/bench-drover.ts';
import { type Bench, scaled } from '../harness/part.ts';
import type { Row } from '../harness/row.ts';
import { median, spread } from '../harness/statistics.ts';
import { short } from '../harness/table.ts';
import { withFolder } from '../harness/with-folder.ts';

const MIB = 2 ** 20;
const rounds = 9;
/** Printed again and again: large enough that nothing of it is remembered from the time before. */
const sampleMebibytes = 16;

const secrets: readonly { what: string; make: () => string }[] = [
  { what: '20 secrets of 40 characters', make: () => randomBytes(30).toString('base64') },
  { what: '20 secrets of 12 characters', make: () => randomBytes(9).toString('base64') },
  { what: '20 secrets of 6 characters', make: () => randomBytes(4).toString('base64url') },
];

/** Output of a step into its log with 20 secrets to hide, against the same without. */
export function masking(bench: Bench): Promise<Row[]> {
  return withFolder(async (folder) => {
    const pipes = new OutputPipes();
    const times = scaled(bench, 32);
    const sample = join(folder, 'sample');
    await writeFile(sample, logText(sampleMebibytes * MIB));
    const measure = (masker: Masker | null) => rateOf(folder, pipes, { sample, times }, masker);
    try {
      await measure(null);
      const rows: Row[] = [];
      for (const { what, make } of secrets) {
        const masker = createMasker(Array.from({ length: 20 }, make));
        const rates: { masked: number[]; plain: number[] } = { masked: [], plain: [] };
        await measure(masker);
        for (let round = 1; round <= rounds; round += 1) {
          bench.say(`${what}, round ${round} of ${rounds}`);
          // In turns, and each first as often as the other.
          if (round % 2 === 0) rates.masked.push(await measure(masker));
          rates.plain.push(await measure(null));
          if (round % 2 === 1) rates.masked.push(await measure(masker));
        }
        rows.push({
          part: 'masking',
          what: `${times * sampleMebibytes} MiB of a build's log, ${what}`,
          ours: median(rates.masked),
          unit: 'MiB/s',
          limit: { name: 'unmasked', value: median(rates.plain) },
          ratio: median(rates.masked) / median(rates.plain),
          aim: { of: 'ratio', relation: '>=', value: 0.7 },
          note: `median of ${rounds}, spread ${short(spread(rates.masked))} %, unmasked ${short(spread(rates.plain))} %`,
        });
      }
      return rows;
    } finally {
      await pipes.close();
    }
  });
}

/** Lines as tools print them, no two alike. */
function logText(bytes: number): string {
  const lines: string[] = [];
  let length = 0;
  for (let at = 0; length < bytes; at += 1) {
    const time = new Date(1_700_000_000_000 + at * 37).toISOString();
    const line = [
      `${time} [INFO] Downloaded https://repo.example.org/maven2/org/acme/module-${at % 977}/${at % 13}.${at % 7}.jar (${at % 991} kB at ${(at % 83) / 10} MB/s)`,
      `npm warn deprecated package-${at % 613}@${at % 9}.2.${at % 31}: this version is no longer supported`,
      `  ✓ src/parts/part-${at % 401}.test.ts > handles case ${at} (${at % 57} ms)`,
      `[${at % 100}%] Building CXX object lib/CMakeFiles/core.dir/source_${at % 733}.cpp.o ${randomUUID()}`,
    ][at % 4];
    lines.push(`${line}\n`);
    length += (line?.length ?? 0) + 1;
  }
  return lines.join('');
}

/** MiB/s from the start of the step to its end. */
async function rateOf(
  folder: string,
  pipes: OutputPipes,
  { sample, times }: { sample: string; times: number },
  masker: Masker | null,
): Promise<number> {
  const workspace = join(folder, 'workspace');
  const logs = join(folder, 'logs');
  await mkdir(workspace, { recursive: true });
  const command = `for ((n = 0; n < ${times}; n++)); do cat ${sample}; done`;
  const begin = performance.now();
  const record = await runPlan({
    plan: planOf(oneStep(command, 'bash') as Definition),
    workspace,
    logFolder: logs,
    environment: {},
    signal: new AbortController().signal,
    pipes,
    masker,
    onChange: () => {},
  });
  const rate = (times * sampleMebibytes) / ((performance.now() - begin) / 1000);
  const step = record.stages[0]?.steps[0];
  if (step?.status !== 'success' || step.bytes < times * sampleMebibytes * MIB * 0.99)
    throw new Error(`the step ended as ${step?.status} with ${step?.bytes} bytes`);
  await rm(logs, { recursive: true });
  return rate;
}
