import type { Command } from 'commander';
import { connect } from '../client/connect.ts';
import { addClientFlags, addHelpEnd } from '../command.ts';
import type { Cli } from '../program.ts';

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description(
      'Makes a link that signs a browser in as you, without anything to type. It works once, within 15 minutes.',
    )
    .option('--user <name>', 'Sign in as this user instead; for admins');
  addHelpEnd(
    addClientFlags(command),
    { 'drover login-link': 'for yourself', 'drover login-link --user ann': 'for ann, to send to her' },
    [0, 1, 2, 69],
  );
  command.action(
    ends(async ({ user, json }: { user?: string; json?: boolean }) => {
      const client = await connect(command, io);
      const body = user === undefined ? {} : { user };
      const link = await client.send<{ url: string }>('POST', '/api/session/links', { body });
      io.print(json ? JSON.stringify(link, null, 2) : link.url);
      return 0;
    }),
  );
}
