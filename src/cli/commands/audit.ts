import type { Command } from 'commander';
import type { AuditEntry } from '../../state/audit.ts';
import { connect } from '../client/connect.ts';
import { addClientFlags, addHelpEnd, wholeNumber } from '../command.ts';
import type { Cli } from '../program.ts';
import { type Column, formatTable } from '../ui/table.ts';

interface Flags {
  who?: string;
  route?: string;
  method?: string;
  refused?: boolean;
  limit: number;
  before?: string;
  json?: boolean;
}

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description('Lists who changed what, and who was refused, newest first.')
    .option('--who <name>', 'Only what this user or token did')
    .option('--method <method>', 'Only requests of this method, as DELETE')
    .option('--route <route>', 'Only requests to this route, as /api/jobs/:name')
    .option('--refused', 'Only what was refused')
    .option('--limit <number>', 'How many (default: 50)', wholeNumber(1, 500), 50)
    .option('--before <id>', 'Those before this entry, as an answer in JSON names it in "next"');
  addHelpEnd(
    addClientFlags(command),
    {
      'drover audit': 'the newest',
      'drover audit --who ann --method DELETE': 'what ann has deleted',
      'drover audit --refused': 'who was refused',
    },
    [0, 1, 2, 69],
  );
  command.action(
    ends(async ({ who, route, method, refused, limit, before, json }: Flags) => {
      const client = await connect(command, io);
      const query = { who, route, method: method?.toUpperCase(), refused, limit, before };
      const page = await client.get<{ entries: AuditEntry[]; next: string | null }>('/api/audit', query);
      if (json) io.print(JSON.stringify(page, null, 2));
      else if (page.entries.length === 0) io.print('Nothing like that was recorded.');
      else io.print(formatTable(page.entries, columns, io.width, io.colors));
      return 0;
    }),
  );
}

const columns: Column<AuditEntry>[] = [
  { title: 'WHEN', cell: ({ at }) => at },
  { title: 'WHO', cell: ({ who, via }) => (who === null ? '?' : `${who} (${via})`) },
  { title: 'FROM', cell: ({ from }) => from },
  { title: 'WHAT', cell: whatOf, shrinks: true },
  {
    title: 'ANSWER',
    cell: ({ status, code }) => (code === undefined ? String(status) : `${status} ${code}`),
  },
];

/** The route with what its placeholders stood for. */
function whatOf({ method, route, params }: AuditEntry): string {
  return `${method} ${route.replace(/:(\w+)|\*/g, (part, name: string | undefined) => params[name ?? '*'] ?? part)}`;
}
