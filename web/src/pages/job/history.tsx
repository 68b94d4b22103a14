import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { isBad, isOver } from '../../data/build-status.ts';
import { causeOf } from '../../data/describe-build.ts';
import { historyQuery } from '../../data/queries.ts';
import type { BuildSummary, Job } from '../../data/routes.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { asStatus, StatusMark, statusWords } from '../../ui/status-mark.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { Duration, Time } from '../../ui/time.tsx';
import { workerHref } from '../workers/build-link.tsx';
import styles from './history.module.css';
import { HistoryChart } from './history-chart.tsx';

const head = [
  { text: 'Build' },
  { text: 'What happened' },
  { text: 'Why' },
  { text: 'Waited', align: 'end' },
  { text: 'Took', align: 'end' },
  { text: 'Worker' },
  { text: 'When' },
] as const;

const results = ['success', 'failure', 'timed_out', 'error', 'cancelled'] as const;

/** The builds of a job, newest first, and how long they took. */
export function History({ job }: { job: Job }) {
  const { name } = job.meta;
  const history = useInfiniteQuery(historyQuery(name));
  const [query, setQuery] = useSearchParams();
  const result = results.find((one) => one === query.get('result'));
  if (history.data === undefined)
    return history.error === null ? (
      <Skeleton lines={6} height={28} />
    ) : (
      <ProblemNote error={history.error} retry={() => void history.refetch()} />
    );
  const builds = history.data.pages.flatMap((page) => page.builds);
  if (builds.length === 0)
    return (
      <EmptyState title="Never built" command={`drover start ${name} --follow`}>
        Its builds are listed here. Start one with the Run button, or with the command line:
      </EmptyState>
    );
  const shown = result === undefined ? builds : builds.filter(({ status }) => status === result);
  return (
    <div className={styles.history}>
      <HistoryChart builds={builds} />
      <div className={styles.filter}>
        <label>
          Show{' '}
          <select
            value={result ?? ''}
            onChange={({ target }) => setQuery(target.value === '' ? {} : { result: target.value })}
          >
            <option value="">all results</option>
            {results.map((one) => (
              <option key={one} value={one}>
                {statusWords[one]}
              </option>
            ))}
          </select>
        </label>
        {result !== undefined && (
          <span>
            {shown.length} of the {builds.length} newest
          </span>
        )}
      </div>
      {shown.length > 0 && (
        <Table label="Builds" head={head}>
          {shown.map((build) => (
            <Row key={build.number} build={build} />
          ))}
        </Table>
      )}
      {history.hasNextPage && (
        <Button busy={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          Older builds
        </Button>
      )}
    </div>
  );
}

function Row({ build }: { build: BuildSummary }) {
  const {
    job,
    number,
    status,
    warnings,
    reason,
    queueMs,
    durationMs,
    startedAt,
    finishedAt,
    queuedAt,
    worker,
  } = build;
  const mark = asStatus(status, warnings);
  return (
    <tr>
      <Cell>
        <Link href={`/jobs/${job}/builds/${number}`} className={styles.number}>
          <StatusMark status={mark} /> #{number}
        </Link>
      </Cell>
      <Cell>
        <span className={isBad(status) ? styles.bad : styles.quiet}>{reason ?? statusWords[mark]}</span>
      </Cell>
      <Cell label="Why">{causeOf(build)}</Cell>
      <Cell label="Waited" align="end" minor>
        {queueMs !== null && <Duration ms={queueMs} />}
      </Cell>
      <Cell label="Took" align="end">
        {startedAt !== null && <Duration ms={durationMs} since={isOver(status) ? null : startedAt} />}
      </Cell>
      <Cell label="Worker" minor>
        {worker !== null && <Link href={workerHref(worker)}>{worker}</Link>}
      </Cell>
      <Cell label="When">
        <Time at={finishedAt ?? startedAt ?? queuedAt} />
      </Cell>
    </tr>
  );
}
