import type { Command } from 'commander';
import { newestBuild } from '../client/builds.ts';
import { connect } from '../client/connect.ts';
import { buildPath } from '../client/paths.ts';
import { addClientFlags, addHelpEnd, wholeNumber } from '../command.ts';
import type { Cli } from '../program.ts';

interface LogFlags {
  stage?: string;
  step?: string;
  tail?: number;
  json?: boolean;
}

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description('Prints what a build has printed so far, in the order in which it ran.')
    .argument('<job>', 'name of the job')
    .argument('[number]', 'number of the build (default: the newest)', wholeNumber(1))
    .option('--stage <title>', 'Only this stage')
    .option('--step <title>', 'Only this step; onStart, onSuccess and onFailure are the hooks')
    .option('-n, --tail <lines>', 'Only the last lines', wholeNumber(0, 100_000));
  addHelpEnd(
    addClientFlags(command),
    {
      'drover log hello': 'the newest build',
      'drover log hello 3 --stage Test --step Unit': 'one step of build 3',
      'drover log hello --tail 20': 'the last 20 lines',
    },
    [0, 1, 2, 69],
  );
  command.action(
    ends(async (job: string, given: number | undefined, { stage, step, tail, json }: LogFlags) => {
      const client = await connect(command, io);
      const number = given ?? (await newestBuild(client, job));
      const response = await client.request('GET', `${buildPath(job, number)}/log`, {
        query: { stage, step, tail },
        headers: { accept: 'text/plain' },
      });
      if (json) {
        io.print(JSON.stringify({ job, number, log: await response.text() }, null, 2));
        return 0;
      }
      for await (const bytes of (response.body ?? []) as AsyncIterable<Uint8Array>) await io.write(bytes);
      return 0;
    }),
  );
}
