import { Argument, type Command } from 'commander';
import { DroverError } from '../../errors/error.ts';
import { connect } from '../client/connect.ts';
import type { WorkerView } from '../client/types.ts';
import { addClientFlags, addHelpEnd } from '../command.ts';
import type { Cli } from '../program.ts';
import { formatWorkers } from '../ui/workers-table.ts';
import { watchWorkers } from '../watch-workers.ts';

interface Flags {
  json?: boolean;
  watch?: boolean;
}

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description(
      'Lists the workers. "pause" lets one take no new builds until "resume"; "drain" lets it end when its running builds have.',
    )
    .addArgument(new Argument('[action]', 'what to do with a worker').choices(['pause', 'resume', 'drain']))
    .argument('[name]', 'name of the worker')
    .option('-w, --watch', 'Show them live, until Ctrl-C');
  addHelpEnd(
    addClientFlags(command),
    {
      'drover workers': 'all of them',
      'drover workers --watch':
        'a table that keeps itself up to date; a line per change where there is no terminal',
      'drover workers drain ci-3': 'let ci-3 finish and end',
    },
    [0, 1, 2, 69],
  );
  command.action(
    ends(
      async (
        action: string | undefined,
        name: string | undefined,
        { json = false, watch = false }: Flags,
      ) => {
        if (action === undefined) {
          return watch ? watchWorkers(await connect(command, io), io, json) : list(json);
        }
        if (name === undefined)
          throw new DroverError('USAGE', { detail: `Name the worker: drover workers ${action} NAME` });
        return order(action, name, json);
      },
    ),
  );

  async function list(json: boolean): Promise<number> {
    const client = await connect(command, io);
    const { workers } = await client.get<{ workers: WorkerView[] }>('/api/workers');
    if (json) io.print(JSON.stringify({ workers }, null, 2));
    else if (workers.length === 0) io.print('No workers. Start one: drover worker');
    else io.print(formatWorkers(workers, io.colors, io.width));
    return 0;
  }

  async function order(action: string, name: string, json: boolean): Promise<number> {
    const client = await connect(command, io);
    const worker = await client.send<WorkerView>(
      'POST',
      `/api/workers/${encodeURIComponent(name)}/${action}`,
      { body: {} },
    );
    const told = {
      pause: 'takes no new builds',
      resume: 'takes builds again',
      drain: 'ends when its running builds have',
    };
    io.print(json ? JSON.stringify(worker, null, 2) : `${name} ${told[action as keyof typeof told]}.`);
    return 0;
  }
}
