import { Argument, type Command, Option } from 'commander';
import { DroverError } from '../../errors/error.ts';
import { type Role, roles } from '../../state/identity/roles.ts';
import type { TokenView } from '../../state/identity/tokens.ts';
import type { Client } from '../client/client.ts';
import { connect } from '../client/connect.ts';
import { addClientFlags, addHelpEnd } from '../command.ts';
import type { Cli } from '../program.ts';
import { ago } from '../ui/ago.ts';
import { rightsText } from '../ui/rights.ts';
import { type Column, formatTable } from '../ui/table.ts';

interface Flags {
  role?: Role;
  folder?: string;
  expires?: string;
  json?: boolean;
}

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description('Makes tokens for programs, lists and revokes them. A token is shown once, when it is made.')
    .addArgument(new Argument('[action]', 'what to do').choices(['list', 'create', 'revoke']).default('list'))
    .argument('[name]', 'name of the token, under which it acts; to revoke one also its id')
    .addOption(new Option('--role <role>', 'What it may do').choices(roles))
    .option('--folder <name>', 'Only in this folder, and below it')
    .option('--expires <duration>', 'It ends after this, as 12h or 90d; never without it');
  addHelpEnd(
    addClientFlags(command),
    {
      'drover token': 'all of them, and when each was used last',
      'drover token create deploy --role runner --folder team --expires 90d': 'make one',
      'drover token revoke deploy': 'end it',
    },
    [0, 1, 2, 69],
  );
  command.action(
    ends(async (action: 'list' | 'create' | 'revoke', name: string | undefined, flags: Flags) => {
      const client = await connect(command, io);
      if (action === 'list') return list(client, flags);
      if (name === undefined)
        throw new DroverError('USAGE', { detail: `Name the token: drover token ${action} NAME` });
      return action === 'create' ? create(client, name, flags) : revoke(client, name, flags);
    }),
  );

  async function list(client: Client, { json }: Flags): Promise<number> {
    const tokens = await listed(client);
    if (json) io.print(JSON.stringify({ tokens }, null, 2));
    else if (tokens.length === 0) io.print('No tokens. Make one: drover token create NAME --role viewer');
    else io.print(formatTable(tokens, columns, io.width, io.colors));
    return 0;
  }

  async function create(
    client: Client,
    name: string,
    { role, folder, expires, json }: Flags,
  ): Promise<number> {
    if (role === undefined)
      throw new DroverError('USAGE', { detail: `Say what it may do: --role ${roles.join(', ')}` });
    const body = {
      name,
      role,
      ...(folder === undefined ? {} : { folder }),
      ...(expires === undefined ? {} : { expiresIn: expires }),
    };
    const made = await client.send<TokenView & { token: string }>('POST', '/api/tokens', { body });
    if (!json) io.note(`${name}: ${rightsText(made)}, ${expiryText(made)}. Shown this once:`);
    io.print(json ? JSON.stringify(made, null, 2) : made.token);
    return 0;
  }

  async function revoke(client: Client, name: string, { json }: Flags): Promise<number> {
    const found = (await listed(client)).filter((token) => token.id === name || token.name === name);
    const [token, second] = found;
    if (token === undefined)
      throw new DroverError('NOT_FOUND', { detail: `There is no token named ${JSON.stringify(name)}.` });
    if (second !== undefined) {
      const ids = found.map(({ id }) => id).join(', ');
      throw new DroverError('USAGE', { detail: `${name} names several tokens; give the id of one: ${ids}` });
    }
    await client.send('DELETE', `/api/tokens/${token.id}`);
    io.print(json ? JSON.stringify({ revoked: token }, null, 2) : `${token.name} is revoked.`);
    return 0;
  }
}

const listed = async (client: Client): Promise<TokenView[]> =>
  (await client.get<{ tokens: TokenView[] }>('/api/tokens')).tokens;

const expiryText = ({ expiresAt }: TokenView): string =>
  expiresAt === null ? 'without an end' : `until ${expiresAt}`;

const columns: Column<TokenView>[] = [
  { title: 'ID', cell: ({ id }) => id },
  { title: 'NAME', cell: ({ name }) => name },
  { title: 'MAY', cell: rightsText, shrinks: true },
  { title: 'LAST USED', cell: ({ usedAt }) => (usedAt === null ? 'never' : ago(usedAt, Date.now())) },
  { title: 'ENDS', cell: ({ expiresAt }) => expiresAt ?? 'never' },
  { title: 'MADE BY', cell: ({ createdBy }) => createdBy || 'first start' },
];
