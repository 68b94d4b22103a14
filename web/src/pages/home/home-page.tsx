import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { lastOf, useNewerBuilds } from '../../data/last-builds.ts';
import { treeQuery } from '../../data/queries.ts';
import type { JobEntry, TreeEntry } from '../../data/routes.ts';
import { Hidden } from '../../ui/hidden.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { asStatus, StatusMark } from '../../ui/status-mark.tsx';
import { useTitle } from '../../ui/use-title.ts';

export function HomePage() {
  useTitle('');
  const tree = useQuery(treeQuery);
  const news = useNewerBuilds();
  if (tree.data === undefined)
    return tree.error === null ? (
      <Skeleton lines={8} />
    ) : (
      <ProblemNote error={tree.error} retry={() => void tree.refetch()} />
    );
  return (
    <>
      <h1>
        <Hidden>Jobs</Hidden>
      </h1>
      <ul>
        {jobsOf(tree.data.entries).map((job) => (
          <li key={job.name}>
            <StatusMark status={asStatus(lastOf(job, news)?.status ?? 'pending')} />{' '}
            <Link href={`/jobs/${job.name}`}>{job.name}</Link>{' '}
            {lastOf(job, news) !== null && (
              <Link href={`/jobs/${job.name}/builds/${lastOf(job, news)?.number}`}>
                #{lastOf(job, news)?.number}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

const jobsOf = (entries: readonly TreeEntry[]): JobEntry[] =>
  entries.flatMap((entry) => (entry.kind === 'job' ? [entry] : jobsOf(entry.entries)));
