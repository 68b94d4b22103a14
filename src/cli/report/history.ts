import { DroverError } from '../../errors/error.ts';
import type { TestHistory } from '../../reporting/junit/test-history.ts';
import { type Column, formatTable } from '../ui/table.ts';
import type { Topic } from './topic.ts';

interface History {
  readonly builds: readonly number[];
  readonly tests: readonly TestHistory[];
  readonly truncated: boolean;
}

const marks = { passed: '·', flaky: '~', failed: 'x', skipped: '-' } as const;

const columns: Column<TestHistory>[] = [
  {
    title: 'RUNS',
    cell: ({ runs }) =>
      [...runs]
        .reverse()
        .map(({ status }) => marks[status])
        .join(''),
  },
  { title: 'FAILED', cell: ({ failed }) => String(failed), right: true },
  { title: 'SINCE', cell: ({ failingSince }) => (failingSince === null ? '–' : `#${failingSince}`) },
  { title: 'FLAKY', cell: ({ flaky }) => (flaky ? 'yes' : '–') },
  { title: 'TEST', cell: ({ suite, name }) => (suite === '' ? name : `${suite} ▸ ${name}`), shrinks: true },
];

/** The tests of one job, build by build; with a text, `suite ▸ name` or a name, that test alone. */
export const testHistory: Topic = async ({ client, io, flags, text }) => {
  const { job, limit, json } = flags;
  if (job === undefined)
    throw new DroverError('USAGE', { detail: 'Say of which job: drover report history --job NAME' });
  const history = await client.get<History>(`/api/jobs/${encodeURIComponent(job)}/tests`, {
    limit,
    ...(text === undefined ? {} : namesIn(text)),
  });
  if (json) {
    io.print(JSON.stringify(history, null, 2));
    return 0;
  }
  const { builds, tests, truncated } = history;
  if (tests.length === 0) {
    io.print(builds.length === 0 ? 'No build of it has test results.' : 'Every test has passed each time.');
    return 0;
  }
  io.print(formatTable(tests, columns, io.width, io.colors));
  const legend = `${builds.length} builds, the newest on the right: · passed  ~ flaky  x failed  - skipped`;
  io.print(io.colors.dim(truncated ? `${legend}. There is more: --limit` : legend));
  return 0;
};

function namesIn(text: string): { suite: string; test: string } {
  const [first = '', ...rest] = text.split(' ▸ ');
  return rest.length === 0 ? { suite: '', test: first } : { suite: first, test: rest.join(' ▸ ') };
}
