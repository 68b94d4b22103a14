import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useNewerBuilds } from '../../data/last-builds.ts';
import { treeQuery } from '../../data/queries.ts';
import type { TreeEntry } from '../../data/routes.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Hidden } from '../../ui/hidden.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { FirstSteps } from './first-steps.tsx';
import { Folders } from './folders.tsx';
import styles from './home-page.module.css';
import { JobList } from './job-list.tsx';
import { folderTree } from './job-rows.ts';
import { QueueGlance } from './queue-glance.tsx';
import { RunningNow } from './running-now.tsx';
import { WorkersGlance } from './workers-glance.tsx';

/** All that goes on: what runs, what waits, who works, and every job with how it went. */
export function HomePage() {
  useTitle('');
  const tree = useQuery(treeQuery);
  if (tree.data === undefined)
    return tree.error === null ? (
      <Skeleton lines={8} height={28} />
    ) : (
      <ProblemNote error={tree.error} retry={() => void tree.refetch()} />
    );
  return <Home entries={tree.data.entries} />;
}

function Home({ entries }: { entries: readonly TreeEntry[] }) {
  const news = useNewerBuilds();
  const folders = useMemo(() => folderTree(entries, news), [entries, news]);
  return (
    <div className={styles.home}>
      <h1>
        <Hidden>Jobs</Hidden>
      </h1>
      <aside className={styles.side}>
        {folders.length > 0 && <Folders folders={folders} />}
        <WorkersGlance />
      </aside>
      <div className={styles.main}>
        <FirstSteps entries={entries} />
        <RunningNow />
        <QueueGlance />
        {entries.length === 0 ? (
          <EmptyState title="No jobs yet" command="drover apply -f my-job.yaml">
            A job is a file with stages and steps. Save one with the command line, or start from the examples
            of the repository:
          </EmptyState>
        ) : (
          <JobList entries={entries} />
        )}
      </div>
    </div>
  );
}
