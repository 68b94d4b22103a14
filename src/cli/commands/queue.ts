import { Argument, type Command } from 'commander';
import { DroverError } from '../../errors/error.ts';
import type { BuildSummary } from '../../state/build.ts';
import { newestBuild } from '../client/builds.ts';
import { connect } from '../client/connect.ts';
import { buildPath } from '../client/paths.ts';
import type { WaitingBuild } from '../client/types.ts';
import { addClientFlags, addHelpEnd, priorityOption, wholeNumber } from '../command.ts';
import type { Cli } from '../program.ts';
import { ago } from '../ui/ago.ts';
import { type Column, formatTable } from '../ui/table.ts';

interface Flags {
  limit: number;
  front?: boolean;
  priority?: number;
  json?: boolean;
}

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description(
      'Lists the builds that wait, that first whose turn comes first, and why each of them waits. "move" gives one another place.',
    )
    .addArgument(new Argument('[action]', 'what to do with a build').choices(['move']))
    .argument('[job]', 'name of its job')
    .argument('[number]', 'its number (default: the newest that is queued or running)', wholeNumber(1))
    .option('-n, --limit <number>', 'At most so many', wholeNumber(1, 1000), 100)
    .option('--front', 'Before all that wait now')
    .addOption(priorityOption('Among those of another priority'));
  addHelpEnd(
    addClientFlags(command),
    {
      'drover queue': 'what waits, and why',
      'drover queue move api 7 --front': 'let api #7 come next',
      'drover queue move api 7 --priority -5': 'let others come before it',
    },
    [0, 1, 2, 69],
  );
  command.action(
    ends(
      async (
        action: 'move' | undefined,
        job: string | undefined,
        number: number | undefined,
        flags: Flags,
      ) => {
        if (action === undefined) return list(flags);
        if (job === undefined)
          throw new DroverError('USAGE', { detail: 'Name the build: drover queue move JOB NUMBER' });
        return move(job, number, flags);
      },
    ),
  );

  async function list({ limit, json }: Flags): Promise<number> {
    const client = await connect(command, io);
    const queue = await client.get<{ builds: WaitingBuild[]; total?: number }>('/api/queue', { limit });
    const { builds, total = builds.length } = queue;
    if (json) io.print(JSON.stringify(queue, null, 2));
    else if (builds.length === 0) io.print('Nothing waits. Start a build: drover start JOB');
    else io.print(formatTable(builds, columns(Date.now()), io.width, io.colors));
    if (!json && total > builds.length)
      io.note(`${total - builds.length} more: drover queue --limit ${Math.min(1000, total)}`);
    return 0;
  }

  async function move(job: string, given: number | undefined, flags: Flags): Promise<number> {
    const { front = false, priority, json } = flags;
    if (front === (priority !== undefined))
      throw new DroverError('USAGE', { detail: 'Say where it goes: --front, or --priority NUMBER' });
    const client = await connect(command, io);
    const number = given ?? (await newestBuild(client, job, true));
    const build = await client.send<BuildSummary>('POST', `${buildPath(job, number)}/move`, {
      body: front ? { to: 'front' } : { priority },
    });
    const told = front ? 'comes before all that wait' : `waits with priority ${build.priority}`;
    io.print(json ? JSON.stringify(build, null, 2) : `${job} #${number} ${told}.`);
    return 0;
  }
}

const columns = (now: number): Column<WaitingBuild>[] => [
  { title: 'BUILD', cell: (build) => `${build.job} #${build.number}` },
  { title: 'QUEUED', cell: (build) => ago(build.queuedAt, now), right: true },
  { title: 'RUNS ON', cell: (build) => build.runsOn.join(', ') || 'any' },
  { title: 'PRIORITY', cell: placeText, right: true },
  { title: 'WAITS FOR', cell: (build) => build.waitingFor.message, shrinks: true },
];

const placeText = ({ moved, priority }: WaitingBuild): string =>
  moved?.to === 'front' ? 'front' : String(priority);
