import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { humanDuration } from '../../../../src/lib/human-duration.ts';
import { call } from '../../data/api.ts';
import type { Report } from '../../data/routes.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { Changes } from './changes.tsx';
import { DaysChart } from './days-chart.tsx';
import styles from './reports-page.module.css';

const spans = [7, 30, 90] as const;

type Figures = Report['total'];

/** How builds did over days: how often they succeed, how long they take and wait, what is slow, what broke. */
export default function ReportsPage() {
  useTitle('Reports');
  const [query, setQuery] = useSearchParams();
  const days = spans.find((span) => String(span) === query.get('days')) ?? 30;
  const byDay = useReport('day', 'name', days);
  return (
    <>
      <header className={styles.header}>
        <h1>Reports</h1>
        <fieldset aria-label="Period">
          {spans.map((span) => (
            <button
              key={span}
              type="button"
              aria-pressed={span === days}
              onClick={() => setQuery(span === 30 ? {} : { days: String(span) })}
            >
              {span} days
            </button>
          ))}
        </fieldset>
        <a href={`/api/reports/builds?by=job&days=${days}&format=csv`} download={`builds-${days}-days.csv`}>
          As CSV
        </a>
      </header>
      <Loaded query={byDay} lines={6}>
        {({ total, rows, note }) => (
          <>
            <Totals total={total} />
            <DaysChart rows={rows} />
            {note !== undefined && <p className={styles.note}>{note}</p>}
          </>
        )}
      </Loaded>
      <Changes days={days} />
      <Ranking title="Jobs" about="Those that fail most come first." by="job" order="failing" days={days} />
      <Ranking
        title="Slowest steps"
        about="By how long they usually take."
        by="step"
        order="slowest"
        days={days}
      />
      <Ranking title="Workers" about="By how many builds they ran." by="worker" order="builds" days={days} />
    </>
  );
}

function useReport(
  by: 'day' | 'job' | 'step' | 'worker',
  order: 'name' | 'failing' | 'slowest' | 'builds',
  days: number,
) {
  const limit = by === 'day' ? {} : { limit: 10 };
  return useQuery({
    queryKey: ['reports', by, order, days],
    queryFn: ({ signal }) =>
      call('GET /api/reports/builds', { query: { by, order, days, ...limit }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

const percent = (rate: number | null): string => (rate === null ? '–' : `${Math.round(rate * 1000) / 10} %`);
const usual = (times: Figures['durationMs']): string => (times === null ? '–' : humanDuration(times.p50));
const long = (times: Figures['durationMs']): string => (times === null ? '–' : humanDuration(times.p90));

function Totals({ total }: { total: Figures }) {
  const tiles = [
    ['Builds', total.builds.toLocaleString('en'), 'ended in these days'],
    ['Succeeded', percent(total.successRate), 'of those not cancelled'],
    ['Usually took', usual(total.durationMs), `one in ten more than ${long(total.durationMs)}`],
    ['Usually waited', usual(total.queueMs), `one in ten more than ${long(total.queueMs)}`],
    ['Flaky', total.flaky.toLocaleString('en'), 'succeeded only after a retry'],
  ] as const;
  return (
    <dl className={styles.totals}>
      {tiles.map(([name, value, about]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={styles.value}>{value}</dd>
          <dd className={styles.about}>{about}</dd>
        </div>
      ))}
    </dl>
  );
}

interface RankingProps {
  title: string;
  about: string;
  by: 'job' | 'step' | 'worker';
  order: 'failing' | 'slowest' | 'builds';
  days: number;
}

function Ranking({ title, about, by, order, days }: RankingProps) {
  const report = useReport(by, order, days);
  return (
    <Section title={title} about={about}>
      <Loaded query={report}>
        {({ rows }) =>
          rows.length === 0 ? (
            <p className={styles.about}>Nothing ran in these days.</p>
          ) : (
            <Table
              label={title}
              head={[
                { text: 'Name' },
                { text: 'Runs', align: 'end' },
                { text: 'Succeeded', align: 'end' },
                { text: 'Usually', align: 'end' },
                { text: 'One in ten over', align: 'end' },
                { text: 'Flaky', align: 'end' },
              ]}
            >
              {rows.map((row) => (
                <tr key={row.key}>
                  <Cell>
                    {row.job === undefined ? row.key : <Link href={`/jobs/${row.job}`}>{row.key}</Link>}
                  </Cell>
                  <Cell label="Runs" align="end">
                    {row.builds.toLocaleString('en')}
                  </Cell>
                  <Cell label="Succeeded" align="end">
                    {percent(row.successRate)}
                  </Cell>
                  <Cell label="Usually" align="end">
                    {usual(row.durationMs)}
                  </Cell>
                  <Cell label="One in ten over" align="end">
                    {long(row.durationMs)}
                  </Cell>
                  <Cell label="Flaky" align="end">
                    {row.flaky.toLocaleString('en')}
                  </Cell>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
    </Section>
  );
}
