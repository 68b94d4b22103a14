import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { call } from '../../data/api.ts';
import { queueQuery } from '../../data/queries.ts';
import type { WaitingBuild } from '../../data/routes.ts';
import { useMay } from '../../shell/session.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { counted } from '../../ui/format.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { sayDone, sayFault } from '../../ui/toast.tsx';
import { useTitle } from '../../ui/use-title.ts';
import styles from './queue-page.module.css';

const head = [
  { text: 'Build' },
  { text: 'Why it waits' },
  { text: 'Labels' },
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
        <p>{counted(total, 'build')} wait, the oldest first.</p>
      </header>
      <Table label="Queue" head={head}>
        {builds.map((build) => (
          <Row key={`${build.job} ${build.number}`} build={build} />
        ))}
      </Table>
      {total > builds.length && (
        <p className={styles.more}>And {counted(total - builds.length, 'more build')}.</p>
      )}
    </>
  );
}

function Row({ build }: { build: WaitingBuild }) {
  const { job, number, waitingFor, runsOn, queuedAt, folder } = build;
  const mayCancel = useMay('runner', folder);
  const cancel = useMutation({
    mutationFn: () =>
      call('POST /api/jobs/:name/builds/:number/cancel', { params: { name: job, number }, body: {} }),
    onSuccess: () => sayDone(`${job} #${number} is taken out of the queue.`),
    onError: sayFault,
  });
  return (
    <tr>
      <Cell>
        <span>
          {folder !== '' && <span className={styles.folder}>{folder} / </span>}
          <Link href={`/jobs/${job}`}>{job}</Link>{' '}
          <Link href={`/jobs/${job}/builds/${number}`} className={styles.number}>
            #{number}
          </Link>
        </span>
      </Cell>
      <Cell label="Waits">
        <span data-kind={waitingFor.kind} className={styles.reason}>
          {waitingFor.message}
        </span>
      </Cell>
      <Cell label="Labels">{runsOn.length > 0 && runsOn.join(', ')}</Cell>
      <Cell label="Since">
        <Time at={queuedAt} />
      </Cell>
      <Cell align="end">
        {mayCancel && (
          <Button size="small" busy={cancel.isPending} onClick={() => cancel.mutate()}>
            Cancel
          </Button>
        )}
      </Cell>
    </tr>
  );
}
