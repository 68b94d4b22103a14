import type { Command } from 'commander';
import { connect } from '../client/connect.ts';
import { addClientFlags, addHelpEnd } from '../command.ts';
import { examine } from '../doctor/checks.ts';
import { version } from '../processes/version.ts';
import type { Cli } from '../program.ts';

export function define(command: Command, { io, ends }: Cli): void {
  command.description(
    'Checks server, version, clock, Redis, storage, token, workers and the webhook of GitHub, looks for what belongs to nothing in Redis and in the storage, and says what to do about each fault.',
  );
  command.option('--fix', 'Remove or mend what belongs to nothing');
  addHelpEnd(
    addClientFlags(command),
    {
      'drover doctor': 'is everything as it should be?',
      'drover doctor --fix': 'and put right what is left over of builds that are gone',
    },
    [0, 1, 2],
  );
  command.action(
    ends(async ({ json, fix = false }: { json?: boolean; fix?: boolean }) => {
      const client = await connect(command, io);
      const findings = await examine(client, version, fix);
      const ok = findings.every((finding) => finding.ok);
      if (json) {
        io.print(JSON.stringify({ ok, findings }, null, 2));
      } else {
        for (const finding of findings) {
          const mark = finding.ok ? io.colors.green('✓') : io.colors.red('✕');
          io.print(`${mark} ${finding.check.padEnd(9)}  ${finding.message}`);
        }
      }
      return ok ? 0 : 1;
    }),
  );
}
