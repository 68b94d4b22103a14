import type { Command } from 'commander';
import type { DeliveryView } from '../../state/delivery.ts';
import { connect } from '../client/connect.ts';
import { addClientFlags, addHelpEnd, wholeNumber } from '../command.ts';
import type { Cli } from '../program.ts';
import { ago } from '../ui/ago.ts';
import { type Column, formatTable } from '../ui/table.ts';

interface Flags {
  limit: number;
  replay?: boolean;
  json?: boolean;
}

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description('Lists what came from GitHub, newest first: what each started, or why it started nothing.')
    .argument('[id]', 'Only this one, with its payload')
    .option('--limit <number>', 'How many', wholeNumber(1, 1000), 20)
    .option('--replay', 'Act on the one once more, as if it had just come');
  addHelpEnd(
    addClientFlags(command),
    {
      'drover deliveries': 'the last 20',
      'drover deliveries 72d3162e-cc78-11e3-81ab-4c9367dc0958': 'all about one',
      'drover deliveries 72d3162e-cc78-11e3-81ab-4c9367dc0958 --replay': 'once more',
    },
    [0, 1, 2, 69],
  );
  command.action(
    ends(async (id: string | undefined, { limit, replay, json }: Flags) => {
      if (replay && id === undefined)
        command.error('Say which delivery to replay: drover deliveries ID --replay');
      const client = await connect(command, io);
      if (id === undefined) {
        const { deliveries } = await client.get<{ deliveries: DeliveryView[] }>(root, { limit });
        if (json) io.print(JSON.stringify({ deliveries }, null, 2));
        else if (deliveries.length === 0)
          io.print('Nothing came from GitHub yet: "drover doctor" says what may be missing.');
        else io.print(formatTable(deliveries, columnsAt(Date.now()), io.width, io.colors));
        return 0;
      }
      const path = `${root}/${encodeURIComponent(id)}`;
      if (replay) {
        const again = await client.send<{ id: string }>('POST', `${path}/replay`);
        io.print(
          json ? JSON.stringify(again, null, 2) : `It is acted on once more, as delivery ${again.id}.`,
        );
      } else {
        io.print(JSON.stringify(await client.get(path), null, 2));
      }
      return 0;
    }),
  );
}

const root = '/api/github/deliveries';

const columnsAt = (now: number): Column<DeliveryView>[] => [
  { title: 'CAME', cell: ({ receivedAt }) => ago(receivedAt, now), right: true },
  { title: 'REPOSITORY', cell: ({ repository }) => repository ?? '' },
  { title: 'EVENT', cell: ({ event, action }) => [event, action].filter(Boolean).join(' '), shrinks: true },
  { title: 'OUTCOME', cell: ({ outcome }) => outcome },
  { title: 'WHAT OR WHY', cell: ({ reason }) => reason, shrinks: true },
  { title: 'DELIVERY', cell: ({ id }) => id },
];
