import type { Command } from 'commander';
import { type Config, formatValue, type OptionName, optionNames } from '../../config/index.ts';
import { addConfigFlags, addHelpEnd, addJsonFlag, loadConfig } from '../command.ts';
import type { Colors } from '../io.ts';
import type { Cli } from '../program.ts';
import { type Column, formatTable } from '../ui/table.ts';

interface Row {
  readonly name: OptionName;
  readonly value: string;
  readonly source: string;
}

const columns = (colors: Colors): Column<Row>[] => [
  { title: 'OPTION', cell: (row) => row.name },
  { title: 'VALUE', cell: (row) => row.value || '(none)', shrinks: true },
  {
    title: 'FROM',
    cell: (row) => row.source,
    style: (text, row) => (row.source === 'default' ? colors.dim(text) : text),
  },
];

export function define(command: Command, { io, ends }: Cli): void {
  command.description('Prints every option, its value and where the value came from. Secrets are masked.');
  addHelpEnd(
    addConfigFlags(addJsonFlag(command), 'server', 'worker', 'client'),
    { 'drover config': 'what the commands started here would use' },
    [0, 2],
  );
  command.action(
    ends(async () => {
      const { config, sources } = await loadConfig(command, io);
      const rows: Row[] = optionNames.map((name) => ({
        name,
        value: formatValue(name, config[name]),
        source: sources[name],
      }));
      if (command.opts()['json']) {
        const entries = rows.map(({ name, value, source }) => [
          name,
          { value: jsonValue(config, name, value), source },
        ]);
        io.print(JSON.stringify(Object.fromEntries(entries), null, 2));
        return 0;
      }
      io.print(formatTable(rows, columns(io.colors), io.width, io.colors));
      return 0;
    }),
  );
}

/** Numbers and lists stay what they are; text may hold a secret and is taken as it may be shown. */
function jsonValue(config: Config, name: keyof Config, shown: string): unknown {
  const value = config[name];
  return typeof value === 'string' ? shown : value;
}
