import { useQuery } from '@tanstack/react-query';
import { queueQuery } from '../../data/queries.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { counted } from '../../ui/format.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Table } from '../../ui/table.tsx';
import { useTitle } from '../../ui/use-title.ts';
import styles from './queue-page.module.css';
import { QueueRow } from './queue-row.tsx';

const head = [
  { text: 'Turn', align: 'end' },
  { text: 'Build' },
  { text: 'Why it waits' },
  { text: 'Labels' },
  { text: 'Priority', align: 'end' },
  { text: 'Since' },
  { text: 'Actions', hidden: true },
] as const;

/** Builds that wait, the next one first, each with its reason in words. */
export default function QueuePage() {
  const queue = useQuery({ ...queueQuery, refetchInterval: 5_000 });
  const total = queue.data?.total ?? 0;
  useTitle(total === 0 ? 'Queue' : `${total} queued`);
  if (queue.data === undefined)
    return queue.error === null ? (
      <Skeleton lines={5} height={32} />
    ) : (
      <ProblemNote error={queue.error} retry={() => void queue.refetch()} />
    );
  const { builds } = queue.data;
  if (builds.length === 0)
    return (
      <EmptyState whole title="Nothing waits" command="drover start hello">
        Builds wait here while every worker that could run them is busy. One is started from the page of its
        job, by a schedule, by a push, or with the command line:
      </EmptyState>
    );
  return (
    <>
      <header className={styles.header}>
        <h1>Queue</h1>
        <p>
          {counted(total, 'build waits', 'builds wait')}, in the order of their turns: what was moved to the
          front, then higher priorities, then what waits longest.
        </p>
      </header>
      <Table label="Queue" head={head}>
        {builds.map((build, index) => (
          <QueueRow key={`${build.job} ${build.number}`} build={build} turn={index + 1} />
        ))}
      </Table>
      {total > builds.length && (
        <p className={styles.more}>And {counted(total - builds.length, 'more build')}.</p>
      )}
    </>
  );
}
