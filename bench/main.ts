import { parseArgs } from 'node:util';
import { machine } from './harness/machine.ts';
import type { Part } from './harness/part.ts';
import { holds, type Row } from './harness/row.ts';
import { formatTable } from './harness/table.ts';
import { capture } from './parts/capture.ts';
import { checkout } from './parts/checkout.ts';
import { live } from './parts/live.ts';
import { masking } from './parts/masking.ts';
import { memory } from './parts/memory.ts';
import { overhead } from './parts/overhead.ts';
import { page } from './parts/page.ts';
import { queue } from './parts/queue.ts';
import { reads } from './parts/reads.ts';
import { reporting } from './parts/reporting.ts';
import { start } from './parts/start.ts';
import { throughput } from './parts/throughput.ts';
import { webhook } from './parts/webhook.ts';

const parts: Readonly<Record<string, Part>> = {
  overhead,
  throughput,
  capture,
  masking,
  start,
  reads,
  queue,
  live,
  memory,
  page,
  webhook,
  reporting,
  checkout,
};

const usage = `Measures Drover against what the machine allows.

  npm run bench                      every part
  npm run bench -- overhead reads    these parts: ${Object.keys(parts).join(', ')}
  --json                             figures as JSON on standard output
  --builds N                         so many builds for memory, instead of 5000
  --stored N                         so many stored builds for reads, instead of 100000
  --quick                            a tenth of the counts and sizes: shows that it runs, not how fast

Exit code: 0 measured, 1 a part failed, 2 usage. An aim that is missed is told in the table.
`;

/** Null when it is not given. */
function wholeNumber(option: string, text: string | undefined): number | null {
  if (text !== undefined && !/^[1-9]\d{0,8}$/.test(text))
    throw new Error(`--${option} ${text}: a whole number is wanted`);
  return text === undefined ? null : Number(text);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      quick: { type: 'boolean' },
      builds: { type: 'string' },
      stored: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const names = positionals.length === 0 ? Object.keys(parts) : positionals;
  const unknown = names.filter((name) => !Object.hasOwn(parts, name));
  if (values.help || unknown.length > 0) {
    process.stderr.write(unknown.length > 0 ? `unknown part: ${unknown.join(', ')}\n\n${usage}` : usage);
    return values.help ? 0 : 2;
  }
  const builds = wholeNumber('builds', values.builds);
  const stored = wholeNumber('stored', values.stored);
  const rows: Row[] = [];
  let failed = 0;
  for (const name of names) {
    const say = (text: string) => process.stderr.write(`${name}: ${text}\n`);
    try {
      rows.push(...(await parts[name]!({ divisor: values.quick ? 10 : 1, builds, stored, say })));
    } catch (error) {
      failed += 1;
      say(`failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const about = machine();
  if (values.json) {
    process.stdout.write(
      `${JSON.stringify({ machine: about, rows: rows.map((row) => ({ ...row, holds: holds(row) })) }, null, 2)}\n`,
    );
  } else {
    const lines = Object.entries(about).map(([name, value]) => `${name}: ${value}`);
    process.stdout.write(`\n${formatTable(rows)}\n\n${lines.join('\n')}\n`);
  }
  return failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 2;
}
