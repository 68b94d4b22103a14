import { type Command, Option } from 'commander';
import { orders, subjects } from '../../reporting/reports/report.ts';
import { connect } from '../client/connect.ts';
import { addClientFlags, addHelpEnd, wholeNumber } from '../command.ts';
import type { Cli } from '../program.ts';
import type { ReportFlags } from '../report/topic.ts';
import { topicOf, topics } from '../report/topics.ts';

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description('Says how builds did: how often, how long, what is flaky, what broke and what was fixed.')
    .argument('[topic]', `what about: ${Object.keys(topics).join(', ')}`, 'builds')
    .argument('[text]', 'what the topic is asked')
    .addOption(new Option('--by <subject>', 'A row for each').choices([...subjects]).default('day'))
    .addOption(new Option('--order <order>', 'What comes first').choices([...orders]))
    .option('--job <name>', 'Only this job')
    .option('--days <number>', 'So many days up to today (default: 30)', wholeNumber(1, 366))
    .option('--from <day>', 'First day, as 2026-11-01')
    .option('--to <day>', 'Last day')
    .option('-n, --limit <number>', 'Rows at most', wholeNumber(1, 1_000))
    .option('--csv', 'Print CSV');
  addHelpEnd(
    addClientFlags(command),
    {
      'drover report': 'the last 30 days, day by day',
      'drover report --by step --order slowest': 'which steps take longest',
      'drover report tests --order flakiest': 'which tests pass only at the second try',
      'drover report history --job api': 'its tests, build by build: which fail since when, which are flaky',
      'drover report changes': 'what is broken since when, and what was fixed',
      'drover report status': 'how reporting to Elasticsearch goes',
      'drover report backfill': 'report history to Elasticsearch, too',
      'drover report logs \'"connection refused"\'': 'which builds printed this',
    },
    [0, 1, 2, 69],
  );
  command.action(
    ends(async (topic: string, text: string | undefined, flags: ReportFlags) => {
      const run = topicOf(topic);
      return run({ client: await connect(command, io), io, flags, text });
    }),
  );
}
