import { Argument, type Command } from 'commander';
import { DroverError } from '../../errors/error.ts';
import type { Client } from '../client/client.ts';
import { connect } from '../client/connect.ts';
import { addClientFlags, addHelpEnd } from '../command.ts';
import type { Cli } from '../program.ts';
import { ago } from '../ui/ago.ts';
import { type Column, formatTable } from '../ui/table.ts';

interface Session {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly seenAt: string;
  readonly expiresAt: string;
  readonly from: string;
  readonly agent: string;
}

interface Flags {
  json?: boolean;
}

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description(
      'Lists who is signed in with a browser, and signs them out: everybody for an admin, else the caller.',
    )
    .addArgument(new Argument('[action]', 'what to do').choices(['list', 'revoke']).default('list'))
    .argument('[who]', 'id of a session, or a name, of which all are ended');
  addHelpEnd(
    addClientFlags(command),
    {
      'drover sessions': 'who is signed in, the last one first',
      'drover sessions revoke ann': 'sign ann out of every browser',
    },
    [0, 1, 2, 69],
  );
  command.action(
    ends(async (action: 'list' | 'revoke', who: string | undefined, flags: Flags) => {
      const client = await connect(command, io);
      if (action === 'list') return list(client, flags);
      if (who === undefined)
        throw new DroverError('USAGE', { detail: 'Name whom to sign out: drover sessions revoke WHO' });
      return revoke(client, who, flags);
    }),
  );

  async function list(client: Client, { json }: Flags): Promise<number> {
    const sessions = await listed(client);
    if (json) io.print(JSON.stringify({ sessions }, null, 2));
    else if (sessions.length === 0) io.print('Nobody is signed in with a browser.');
    else io.print(formatTable(sessions, columns, io.width, io.colors));
    return 0;
  }

  async function revoke(client: Client, who: string, { json }: Flags): Promise<number> {
    const found = (await listed(client)).filter(({ id, name }) => id === who || name === who);
    if (found.length === 0)
      throw new DroverError('NOT_FOUND', { detail: `${JSON.stringify(who)} is not signed in.` });
    for (const { id } of found) await client.send('DELETE', `/api/sessions/${id}`);
    io.print(
      json
        ? JSON.stringify({ revoked: found }, null, 2)
        : found.map(({ name, from }) => `${name} is signed out at ${from}.`).join('\n'),
    );
    return 0;
  }
}

const listed = async (client: Client): Promise<Session[]> =>
  (await client.get<{ sessions: Session[] }>('/api/sessions')).sessions;

const columns: Column<Session>[] = [
  { title: 'ID', cell: ({ id }) => id },
  { title: 'NAME', cell: ({ name }) => name },
  { title: 'FROM', cell: ({ from }) => from },
  { title: 'LAST USED', cell: ({ seenAt }) => ago(seenAt, Date.now()) },
  { title: 'ENDS', cell: ({ expiresAt }) => expiresAt },
  { title: 'BROWSER', cell: ({ agent }) => agent, shrinks: true },
];
