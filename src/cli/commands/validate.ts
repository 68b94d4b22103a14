import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { formatProblems, parseDefinition } from '../../definition/index.ts';
import { DroverError, type Problem } from '../../errors/error.ts';
import { count } from '../../lib/count.ts';
import { addHelpEnd, addJsonFlag } from '../command.ts';
import type { Cli } from '../program.ts';

interface Verdict {
  readonly file: string;
  readonly problems: readonly Problem[];
}

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description(
      'Checks job files and prints every fault as file:line:column: message. "-" reads standard input.',
    )
    .argument('<file...>', 'job files, YAML or JSON');
  addHelpEnd(
    addJsonFlag(command),
    {
      'drover validate hello.yaml': 'one file',
      'drover validate jobs/*.yaml': 'several',
      'generate-job | drover validate -': 'from a pipe',
    },
    [0, 1, 2],
  );
  command.action(
    ends(async (files: string[], { json = false }: { json?: boolean }) => {
      const verdicts: Verdict[] = [];
      for (const file of files) verdicts.push({ file, problems: await check(file) });
      const faults = verdicts.reduce((sum, { problems }) => sum + problems.length, 0);
      if (json) io.print(JSON.stringify({ valid: faults === 0, files: verdicts }, null, 2));
      else for (const verdict of verdicts) io.print(describe(verdict));
      return faults === 0 ? 0 : 1;
    }),
  );

  async function check(file: string): Promise<readonly Problem[]> {
    const input = file === '-' ? await io.readInput() : await readJobFile(file);
    const parsed = parseDefinition(input, { file });
    return 'problems' in parsed ? parsed.problems : [];
  }

  function describe({ file, problems }: Verdict): string {
    const shown = file === '-' ? '(standard input)' : file;
    if (problems.length === 0) return `${shown}: ${io.colors.green('valid')}`;
    return `${formatProblems(problems, shown)}\n${shown}: ${io.colors.red(count(problems.length, 'fault'))}`;
  }
}

async function readJobFile(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new DroverError(
      'USAGE',
      { detail: `${file} cannot be read (${code ?? String(error)}).` },
      { cause: error },
    );
  }
}
