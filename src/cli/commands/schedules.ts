import type { Command } from 'commander';
import type { ScheduleView } from '../../queue/list-schedules.ts';
import { connect } from '../client/connect.ts';
import { addClientFlags, addHelpEnd } from '../command.ts';
import type { Cli } from '../program.ts';
import { type Column, formatTable } from '../ui/table.ts';

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description('Lists schedules: when they start a build next, and what became of the last time.')
    .argument('[job]', 'Only those of this job');
  addHelpEnd(
    addClientFlags(command),
    { 'drover schedules': 'of all jobs, soonest first', 'drover schedules nightly': 'of one job' },
    [0, 1, 2, 69],
  );
  command.action(
    ends(async (job: string | undefined, { json }: { json?: boolean }) => {
      const client = await connect(command, io);
      const path = job === undefined ? '/api/schedules' : `/api/jobs/${encodeURIComponent(job)}/schedules`;
      const { schedules } = await client.get<{ schedules: ScheduleView[] }>(path);
      if (json) io.print(JSON.stringify({ schedules }, null, 2));
      else if (schedules.length === 0)
        io.print('No schedules. Give a job some: schedules: [{ cron: H 4 * * * }]');
      else io.print(formatTable(schedules, columns, io.width, io.colors));
      return 0;
    }),
  );
}

const columns: Column<ScheduleView>[] = [
  { title: 'JOB', cell: ({ job }) => job },
  { title: 'SCHEDULE', cell: ({ name }) => name, shrinks: true },
  { title: 'TIME ZONE', cell: ({ timezone }) => timezone },
  { title: 'NEXT', cell: ({ enabled, next: [first = ''] }) => (enabled ? first : 'not enabled') },
  { title: 'LAST', cell: lastOf, shrinks: true },
];

/** The newest of what has happened. */
function lastOf({ lastAt, lastBuild, lastSkipped, lastError }: ScheduleView): string {
  const events = [
    { at: lastAt, text: `#${lastBuild}` },
    { at: lastSkipped?.at, text: `skipped: ${lastSkipped?.reason}` },
    { at: lastError?.at, text: `not started: ${lastError?.message}` },
  ].filter((event) => event.at !== undefined);
  events.sort((a, b) => Date.parse(b.at ?? '') - Date.parse(a.at ?? ''));
  return events[0]?.text ?? '';
}
