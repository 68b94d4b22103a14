import type { Command } from 'commander';
import { type ApplyFlags, runApply } from '../apply/command.ts';
import { addClientFlags, addHelpEnd } from '../command.ts';
import type { Cli } from '../program.ts';

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description(
      'Makes or changes jobs from files. A file becomes the job of its name; of a folder, each folder in it becomes ' +
        'a folder and each file a job. All files are checked first: with a fault in one, nothing is changed. Jobs without a file stay.',
    )
    .requiredOption('-f, --file <path...>', 'Job files (.yaml, .yml, .json), or folders of them')
    .option('--folder <name>', 'Put everything into this folder')
    .option('--dry-run', 'Tell what would change, and change nothing');
  addHelpEnd(
    addClientFlags(command),
    {
      'drover apply -f hello.yaml': 'the job hello',
      'drover apply -f jobs/': 'a tree of folders and jobs',
      'drover apply -f jobs/ --dry-run': 'what would change',
    },
    [0, 1, 2, 69],
  );
  command.action(ends((flags: ApplyFlags & { file: string[] }) => runApply(command, io, flags.file, flags)));
}
