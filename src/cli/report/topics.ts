import { DroverError } from '../../errors/error.ts';
import type { ChangeReport, ParameterReport, Report, TestReport } from '../../reporting/reports/report.ts';
import { formatTable } from '../ui/table.ts';
import { testHistory } from './history.ts';
import { outboxTopics } from './outbox-topics.ts';
import { changeLines, parameterColumns, reportColumns, testColumns, totalLine } from './tables.ts';
import type { ReportFlags, Topic, TopicCall } from './topic.ts';

const queryOf = ({ job, days, from, to, limit }: ReportFlags) => ({ job, days, from, to, limit });

/** The answer as it is, as CSV, or as `print` shows it. */
async function show<T extends { source: string; note?: string }>(
  { client, io, flags }: TopicCall,
  path: string,
  query: Readonly<Record<string, string | number | undefined>>,
  print: (answer: T) => string,
): Promise<number> {
  if (flags.csv) {
    io.print((await client.getText(path, { query: { ...query, format: 'csv' } })).trimEnd());
    return 0;
  }
  const answer = await client.get<T>(path, query);
  if (flags.json) io.print(JSON.stringify(answer, null, 2));
  else {
    io.print(print(answer));
    const from = answer.source === 'redis' ? 'From the counts in Redis.' : 'From Elasticsearch.';
    io.print(io.colors.dim([from, answer.note ?? ''].join(' ').trim()));
  }
  return 0;
}

export const topics: Readonly<Record<string, Topic>> = {
  builds: (call) =>
    show<Report>(
      call,
      '/api/reports/builds',
      { ...queryOf(call.flags), by: call.flags.by, order: call.flags.order },
      ({ rows, total, truncated }) => {
        const table =
          rows.length === 0
            ? 'Nothing in these days.'
            : formatTable(rows, reportColumns, call.io.width, call.io.colors);
        return `${table}\n\n${totalLine(total)}${truncated ? '\nThere is more: --limit' : ''}`;
      },
    ),
  tests: (call) =>
    show<TestReport>(
      call,
      '/api/reports/tests',
      { ...queryOf(call.flags), order: call.flags.order },
      ({ rows }) =>
        rows.length === 0
          ? 'No such tests. Test results come from the files of a job’s reports: { junit: [...] }.'
          : formatTable(rows, testColumns, call.io.width, call.io.colors),
    ),
  parameters: (call) =>
    show<ParameterReport>(call, '/api/reports/parameters', queryOf(call.flags), ({ rows }) =>
      rows.length === 0
        ? 'No build of these days had parameters.'
        : formatTable(rows, parameterColumns, call.io.width, call.io.colors),
    ),
  changes: (call) => {
    const { limit: _none, ...query } = queryOf(call.flags);
    return show<ChangeReport>(call, '/api/reports/changes', query, (report) => {
      const lines = changeLines(report);
      return lines.length === 0 ? 'Nothing is broken, and nothing was fixed.' : lines.join('\n');
    });
  },
  history: testHistory,
  ...outboxTopics,
};

export function topicOf(name: string): Topic {
  const topic = Object.hasOwn(topics, name) ? topics[name] : undefined;
  if (topic === undefined)
    throw new DroverError('USAGE', {
      detail: `There is no report "${name}": ${Object.keys(topics).join(', ')}.`,
    });
  return topic;
}
