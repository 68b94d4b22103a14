import { useSearchParams } from 'wouter';
import type { Report } from '../../data/routes.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { Breakdown } from './breakdown.tsx';
import { Changes } from './changes.tsx';
import { CsvLink } from './csv-link.tsx';
import { DaysChart } from './days-chart.tsx';
import { Filters, type Span, spans } from './filters.tsx';
import { LogSearch } from './log-search.tsx';
import { Parameters } from './parameters.tsx';
import styles from './reports-page.module.css';
import { Tests } from './tests.tsx';
import { TimesChart } from './times-chart.tsx';
import { Totals } from './totals.tsx';
import { csvOf, type Extent, useReport } from './use-reports.ts';

const usualSpan: Span = '30';

/** How builds did over days: how often they succeed, how long they take and wait, what is slow, what broke. */
export default function ReportsPage() {
  useTitle('Reports');
  const [query, setQuery] = useSearchParams();
  const span = (Object.keys(spans) as Span[]).find((one) => one === query.get('days')) ?? usualSpan;
  const extent: Extent = { days: Number(span), job: query.get('job') };
  const byDay = useReport(extent, 'day', 'name');
  const show = (next: Span, job: Extent['job']) =>
    setQuery({ ...(next === usualSpan ? {} : { days: next }), ...(job === null ? {} : { job }) });
  return (
    <>
      <header className={styles.header}>
        <h1>Reports</h1>
        <Filters
          span={span}
          job={extent.job}
          onSpan={(next) => show(next, extent.job)}
          onJob={(job) => show(span, job)}
        />
        <CsvLink href={csvOf('builds', extent, { by: 'day' })} name="days.csv" />
      </header>
      <Loaded query={byDay} lines={6}>
        {(report) => (
          <>
            {report.total.builds === 0 ? (
              <EmptyState title="No builds ended in these days" command="drover start NAME">
                A report is made of builds that have ended. To start one:
              </EmptyState>
            ) : (
              <Days report={report} />
            )}
            <p className={styles.source}>{sourceOf(report)}</p>
          </>
        )}
      </Loaded>
      {byDay.data !== undefined && byDay.data.total.builds > 0 && (
        <>
          <Changes extent={extent} />
          <Breakdown extent={extent} />
          <Tests extent={extent} />
          <Parameters extent={extent} />
          <LogSearch extent={extent} />
        </>
      )}
    </>
  );
}

const Days = ({ report: { total, rows } }: { report: Report }) => (
  <>
    <Totals total={total} />
    <DaysChart rows={rows} />
    <TimesChart title="Durations" rows={rows} of="durationMs" />
    <TimesChart title="Time in the queue" rows={rows} of="queueMs" />
  </>
);

const sourceOf = ({ source, note }: Report): string =>
  [source === 'redis' ? 'From the counts in Redis.' : 'From Elasticsearch.', note ?? ''].join(' ').trim();
