import type { Command } from 'commander';
import { type ApplyFlags, runApply } from '../apply/command.ts';
import { addClientFlags, addHelpEnd } from '../command.ts';
import type { Cli } from '../program.ts';

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description(
      'Makes or changes jobs from what "drover export" wrote. The same as "drover apply -f FOLDER".',
    )
    .argument('<folder>', 'an export')
    .option('--dry-run', 'Tell what would change, and change nothing');
  addHelpEnd(
    addClientFlags(command),
    { 'drover import drover-jobs': 'the jobs of an export' },
    [0, 1, 2, 69],
  );
  command.action(ends((folder: string, flags: ApplyFlags) => runApply(command, io, [folder], flags)));
}
