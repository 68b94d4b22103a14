import type { Command } from 'commander';
import { connect } from '../client/connect.ts';
import { addClientFlags, addHelpEnd } from '../command.ts';
import type { Cli } from '../program.ts';
import { ago } from '../ui/ago.ts';
import { type Column, formatTable } from '../ui/table.ts';

interface Flags {
  job?: string;
  folder?: string;
  json?: boolean;
}

interface Secret {
  name: string;
  scope: 'global' | 'folder' | 'job';
  of?: string;
  updatedAt: string;
  updatedBy: string;
  key: string;
  readable: boolean;
}

export function define(command: Command, cli: Cli): void {
  command.description(
    'Values that builds get as environment variables and nobody else sees; a job names those that it needs in `secrets`.',
  );
  addHelpEnd(
    command,
    {
      'drover secret set NPM_TOKEN < token.txt': 'store one for all jobs',
      'drover secret list': 'what there is, without the values',
    },
    [0, 1, 2, 69],
  );
  defineSet(command.command('set'), cli);
  defineDelete(command.command('delete'), cli);
  defineList(command.command('list'), cli);
  defineRotate(command.command('rotate'), cli);
}

function defineSet(command: Command, { io, ends }: Cli): void {
  command.description('Stores a secret; its value is read from standard input.');
  addPlace(command);
  addHelpEnd(
    addClientFlags(command),
    {
      'drover secret set NPM_TOKEN --job site < token.txt': 'for one job and its copies',
      'drover secret set DEPLOY_KEY --folder team < id_ed25519': 'for a folder and all below it',
    },
    [0, 1, 2, 69],
  );
  command.action(
    ends(async (name: string, flags: Flags) => {
      const client = await connect(command, io);
      const text = Buffer.from(await io.readInput()).toString();
      // As `echo` and editors end a line; a key of several lines needs its last one.
      const value = /\n[^\n]/.test(text) ? text : text.replace(/\r?\n$/, '');
      await client.send('PUT', pathOf(name, flags), { body: { value } });
      if (flags.json) io.print(JSON.stringify({ name, ...placeOf(flags) }));
      else io.print(`${name} is stored ${wordsOf(flags)}.`);
      return 0;
    }),
  );
}

function defineDelete(command: Command, { io, ends }: Cli): void {
  command.description('Deletes a secret.');
  addPlace(command);
  addHelpEnd(
    addClientFlags(command),
    { 'drover secret delete NPM_TOKEN --job site': 'of that job' },
    [0, 1, 2, 69],
  );
  command.action(
    ends(async (name: string, flags: Flags) => {
      const client = await connect(command, io);
      await client.send('DELETE', pathOf(name, flags));
      if (flags.json) io.print(JSON.stringify({ name, ...placeOf(flags) }));
      else io.print(`${name} is deleted ${wordsOf(flags)}.`);
      return 0;
    }),
  );
}

function defineList(command: Command, { io, ends }: Cli): void {
  command.description('Lists secrets, without their values.');
  addHelpEnd(addClientFlags(command), { 'drover secret list': 'all that you may change' }, [0, 1, 2, 69]);
  command.action(
    ends(async (flags: Flags) => {
      const client = await connect(command, io);
      const { secrets } = await client.get<{ secrets: Secret[] }>('/api/secrets');
      if (flags.json) io.print(JSON.stringify({ secrets }));
      else if (secrets.length === 0) io.print('There are no secrets.');
      else io.print(formatTable(secrets, columns, io.width, io.colors));
      return 0;
    }),
  );
}

function defineRotate(command: Command, { io, ends }: Cli): void {
  command.description(
    'Stores all secrets anew with the first of the configured keys, so that the others can go.',
  );
  addHelpEnd(
    addClientFlags(command),
    { 'drover secret rotate': 'after a new first key was configured' },
    [0, 1, 2, 69],
  );
  command.action(
    ends(async (flags: Flags) => {
      const client = await connect(command, io);
      const result = await client.send<{ rotated: number; unreadable: string[] }>(
        'POST',
        '/api/secrets/rotate',
      );
      const { rotated, unreadable } = result;
      if (flags.json) io.print(JSON.stringify(result));
      else io.print(`Stored with the current key: ${rotated}.`);
      if (unreadable.length === 0) return 0;
      io.note(`Not readable, because their key is not configured: ${unreadable.join(', ')}`);
      return 1;
    }),
  );
}

const addPlace = (command: Command): Command =>
  command
    .argument('<name>', 'name of the secret and of its variable')
    .option('--job <job>', 'Only for this job and its copies')
    .option('--folder <folder>', 'Only for jobs in this folder and below');

const placeOf = ({ job, folder }: Flags) => ({
  ...(job === undefined ? {} : { job }),
  ...(folder === undefined ? {} : { folder }),
});

function pathOf(name: string, { job, folder }: Flags): string {
  const secret = `secrets/${encodeURIComponent(name)}`;
  if (job !== undefined) return `/api/jobs/${encodeURIComponent(job)}/${secret}`;
  return folder === undefined ? `/api/${secret}` : `/api/folders/${encodeURIComponent(folder)}/${secret}`;
}

function wordsOf({ job, folder }: Flags): string {
  if (job !== undefined) return `for the job ${job}`;
  return folder === undefined ? 'for all jobs' : `for the folder ${folder}`;
}

const columns: readonly Column<Secret>[] = [
  { title: 'NAME', cell: ({ name }) => name },
  { title: 'FOR', cell: ({ scope, of }) => (of === undefined ? 'all jobs' : `${scope} ${of}`) },
  { title: 'CHANGED', cell: ({ updatedAt }) => ago(updatedAt, Date.now()) },
  { title: 'BY', cell: ({ updatedBy }) => updatedBy },
  { title: 'KEY', cell: ({ key, readable }) => (readable ? key : `${key} (not here)`) },
];
