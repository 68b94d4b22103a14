import { parseArgs } from 'node:util';
import { runChaos } from './run-chaos.ts';

const usage = `Runs builds while workers, servers and Redis are killed, stopped and cut off, and checks that nothing is lost.

  npm run test:chaos -- [--minutes 30] [--seed N]

Exit code: 0 all is well, 1 something is wrong, 2 usage.
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { minutes: { type: 'string' }, seed: { type: 'string' }, help: { type: 'boolean' } },
  });
  const minutes = Number(values.minutes ?? 30);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
  if (values.help || !(minutes > 0) || !Number.isInteger(seed)) {
    process.stderr.write(usage);
    return values.help ? 0 : 2;
  }
  process.stdout.write(`seed ${seed}, ${minutes} minutes\n`);
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const { violations, counts } = await runChaos({ seed, seconds: minutes * 60, patient: true, say });
  for (const [what, count] of Object.entries(counts)) say(`${String(count).padStart(6)}  ${what}`);
  for (const violation of violations) say(`WRONG: ${violation}`);
  say(violations.length === 0 ? 'all is well' : `seed ${seed}: ${violations.length} things are wrong`);
  return violations.length === 0 ? 0 : 1;
}

process.exitCode = await main();
