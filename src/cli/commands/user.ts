import { Argument, type Command, Option } from 'commander';
import { DroverError } from '../../errors/error.ts';
import { type Grant, type Role, roles } from '../../state/identity/roles.ts';
import type { User } from '../../state/identity/users.ts';
import type { Client } from '../client/client.ts';
import { connect } from '../client/connect.ts';
import { addClientFlags, addHelpEnd } from '../command.ts';
import type { Cli } from '../program.ts';
import { rightsText } from '../ui/rights.ts';
import { type Column, formatTable } from '../ui/table.ts';

interface Flags {
  role?: Role | 'none';
  folder?: string;
  password?: boolean;
  json?: boolean;
}

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description(
      'Makes people who sign in, lists, changes and removes them. What is not given stays as it is.',
    )
    .addArgument(
      new Argument('[action]', 'what to do').choices(['list', 'add', 'set', 'remove']).default('list'),
    )
    .argument('[name]', 'name of the user')
    .addOption(new Option('--role <role>', 'What they may do').choices([...roles, 'none']))
    .option('--folder <name>', 'The role holds in this folder, and below it')
    .option('--password', 'Set a password: the first line of standard input');
  addHelpEnd(
    addClientFlags(command),
    {
      'drover user add ann --role runner': 'then drover login-link --user ann',
      'drover user add bob --folder team --role admin': 'in one folder',
      'drover user set bob --folder team --role none': 'not any more',
      'drover user set ann --password < password.txt': 'another password',
    },
    [0, 1, 2, 69],
  );
  command.action(
    ends(async (action: 'list' | 'add' | 'set' | 'remove', name: string | undefined, flags: Flags) => {
      const client = await connect(command, io);
      if (action === 'list') return list(client, flags);
      if (name === undefined)
        throw new DroverError('USAGE', { detail: `Name the user: drover user ${action} NAME` });
      return action === 'remove' ? remove(client, name, flags) : change(client, action, name, flags);
    }),
  );

  async function list(client: Client, { json }: Flags): Promise<number> {
    const { users } = await client.get<{ users: User[] }>('/api/users');
    if (json) io.print(JSON.stringify({ users }, null, 2));
    else if (users.length === 0) io.print('No users. Make one: drover user add NAME --role runner');
    else io.print(formatTable(users, columns, io.width, io.colors));
    return 0;
  }

  async function change(client: Client, action: 'add' | 'set', name: string, flags: Flags): Promise<number> {
    const { users } = await client.get<{ users: User[] }>('/api/users');
    const before = users.find((user) => user.name === name);
    if (action === 'add' && before !== undefined) throw new DroverError('NAME_TAKEN', { name, kind: 'user' });
    if (action === 'set' && before === undefined)
      throw new DroverError('NOT_FOUND', { detail: `There is no user named ${JSON.stringify(name)}.` });
    const body = {
      ...rightsChange(flags, before?.grants ?? []),
      ...(flags.password ? { password: await firstLine() } : {}),
    };
    const user = await client.send<User>('PUT', pathOf(name), { body });
    if (flags.json) io.print(JSON.stringify(user, null, 2));
    else io.print(`${name} may do: ${rightsText(user)}.${hint(user)}`);
    return 0;
  }

  async function remove(client: Client, name: string, { json }: Flags): Promise<number> {
    await client.send('DELETE', pathOf(name));
    io.print(json ? JSON.stringify({ removed: name }) : `${name} is removed and signed out.`);
    return 0;
  }

  async function firstLine(): Promise<string> {
    return (
      Buffer.from(await io.readInput())
        .toString()
        .split(/\r?\n/, 1)[0] ?? ''
    );
  }
}

function rightsChange({ role, folder }: Flags, grants: readonly Grant[]): object {
  if (role === undefined) return {};
  if (folder === undefined) return { role: role === 'none' ? null : role };
  const others = grants.filter((grant) => grant.folder !== folder);
  return { grants: role === 'none' ? others : [...others, { folder, role }] };
}

const pathOf = (name: string): string => `/api/users/${encodeURIComponent(name)}`;

const hint = ({ name, hasPassword }: User): string =>
  hasPassword ? '' : ` There is no password yet: drover login-link --user ${name}`;

const columns: Column<User>[] = [
  { title: 'NAME', cell: ({ name }) => name },
  { title: 'MAY', cell: rightsText, shrinks: true },
  { title: 'PASSWORD', cell: ({ hasPassword }) => (hasPassword ? 'yes' : 'no') },
  { title: 'CHANGED', cell: ({ updatedAt }) => updatedAt },
];
