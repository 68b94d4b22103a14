import type { Command } from 'commander';
import type { BuildSummary } from '../../state/build.ts';
import { listAllBuilds, listBuilds } from '../client/builds.ts';
import { connect } from '../client/connect.ts';
import { addClientFlags, addHelpEnd, wholeNumber } from '../command.ts';
import type { Colors } from '../io.ts';
import type { Cli } from '../program.ts';
import { elapsed } from '../run/terminal.ts';
import { ago } from '../ui/ago.ts';
import { colorStatus, statusText } from '../ui/status.ts';
import { type Column, formatTable } from '../ui/table.ts';

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description('Lists the builds of a job, or of all jobs, newest first.')
    .argument('[job]', 'name of the job; all jobs without it')
    .option('-n, --limit <number>', 'At most so many; of all jobs 1000', wholeNumber(1, 10_000), 20);
  addHelpEnd(
    addClientFlags(command),
    {
      'drover builds': 'the newest 20 of all jobs',
      'drover builds hello': 'of one job',
      'drover builds hello -n 100 --json': 'more, for programs',
    },
    [0, 1, 2, 69],
  );
  command.action(
    ends(async (job: string | undefined, { limit, json }: { limit: number; json?: boolean }) => {
      const client = await connect(command, io);
      const builds =
        job === undefined ? await listAllBuilds(client, limit) : await listBuilds(client, job, limit);
      if (json) io.print(JSON.stringify({ builds }, null, 2));
      else if (builds.length === 0)
        io.print(
          `No builds${job === undefined ? '' : ` of ${job}`} yet. Start one: drover start ${job ?? 'JOB'} --follow`,
        );
      else io.print(formatTable(builds, columnsFor(job, io.colors, Date.now()), io.width, io.colors));
      return 0;
    }),
  );
}

const columnsFor = (job: string | undefined, colors: Colors, now: number): Column<BuildSummary>[] =>
  job === undefined
    ? [{ title: 'JOB', cell: (build) => build.job, shrinks: true }, ...columns(colors, now)]
    : columns(colors, now);

const columns = (colors: Colors, now: number): Column<BuildSummary>[] => [
  { title: 'BUILD', cell: (build) => `#${build.number}`, right: true },
  {
    title: 'STATUS',
    cell: (build) => statusText(build.status),
    style: (text, build) => colorStatus(colors, build.status, text),
  },
  { title: 'STARTED', cell: (build) => ago(build.startedAt, now), right: true },
  { title: 'DURATION', cell: (build) => durationOf(build, now), right: true },
  { title: 'CAUSE', cell: causeOf, shrinks: true },
  { title: 'REASON', cell: reasonOf, shrinks: true },
];

function durationOf({ startedAt, durationMs }: BuildSummary, now: number): string {
  if (startedAt === null) return '–';
  return elapsed(durationMs ?? now - Date.parse(startedAt));
}

const causeOf = ({ cause: { kind, by, schedule } }: BuildSummary): string =>
  schedule === undefined ? `${kind} by ${by}` : `schedule ${schedule}`;

function reasonOf({ reason, warnings, flaky, attempt, pinned }: BuildSummary): string {
  const notes = [
    reason,
    warnings > 0 ? `warnings: ${warnings}` : undefined,
    flaky ? 'flaky' : undefined,
    attempt > 1 ? `attempt ${attempt}` : undefined,
    pinned === undefined ? undefined : 'pinned',
  ];
  return notes.filter((part) => part !== undefined).join(', ');
}
