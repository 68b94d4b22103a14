import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo } from 'react';
import { Link } from 'wouter';
import { isGone } from '../../data/api.ts';
import { jobsIn } from '../../data/jobs-in.ts';
import { jobQuery, schedulesQuery, treeQuery } from '../../data/queries.ts';
import type { Job, JobEntry } from '../../data/routes.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { folderHref } from '../home/use-filter.ts';
import { NotFoundPage } from '../not-found-page.tsx';
import { Derived } from './derived.tsx';
import { History } from './history.tsx';
import { JobActions } from './job-actions.tsx';
import styles from './job-page.module.css';
import { Schedules } from './schedules.tsx';

const Definition = lazy(() => import('./definition/definition.tsx'));

/** One job: its builds, its definition, when it runs by itself, and its branches and pull requests. */
export default function JobPage({ name, view }: { name: string; view: string }) {
  const job = useQuery(jobQuery(name));
  useTitle(name);
  if (job.data === undefined || isGone(job.error))
    return job.error === null ? (
      <Skeleton lines={6} height={28} />
    ) : (
      <ProblemNote error={job.error} retry={() => void job.refetch()} />
    );
  return <Page job={job.data} view={view} />;
}

function Page({ job, view }: { job: Job; view: string }) {
  const { name } = job.meta;
  const { data: schedules } = useQuery(schedulesQuery(name));
  const { data: tree } = useQuery(treeQuery);
  const derived = useMemo(
    () => jobsIn(tree?.entries ?? []).filter(({ parent }) => parent === name),
    [tree, name],
  );
  const href = `/jobs/${name}`;
  const tabs = [
    { href, label: 'Builds', current: view === 'builds' },
    { href: `${href}/definition`, label: 'Definition', current: view === 'definition' },
    {
      href: `${href}/schedules`,
      label: 'Schedules',
      count: schedules?.schedules.length || undefined,
      current: view === 'schedules',
    },
    {
      href: `${href}/branches`,
      label: 'Branches and pull requests',
      count: derived.length || undefined,
      current: view === 'branches',
    },
  ];
  return (
    <>
      <Header job={job} />
      <Tabs label={`Views of ${name}`} tabs={tabs} />
      <div className={styles.view}>
        <View job={job} view={view} derived={derived} />
      </div>
    </>
  );
}

function View({ job, view, derived }: { job: Job; view: string; derived: readonly JobEntry[] }) {
  switch (view) {
    case 'builds':
      return <History job={job} />;
    case 'definition':
      return (
        <Suspense fallback={<Skeleton lines={10} />}>
          <Definition job={job} />
        </Suspense>
      );
    case 'schedules':
      return <Schedules job={job} />;
    case 'branches':
      return <Derived job={job} derived={derived} />;
    default:
      return <NotFoundPage />;
  }
}

function Header({ job }: { job: Job }) {
  const { name, folder, parent } = job.meta;
  const parts = folder === '' ? [] : folder.split('/');
  return (
    <header className={styles.header}>
      <div className={styles.heading}>
        <nav aria-label="Folders" className={styles.path}>
          <Link href="/">Jobs</Link>
          {parts.map((part, at) => (
            <span key={parts.slice(0, at + 1).join('/')}>
              {' / '}
              <Link href={folderHref(parts.slice(0, at + 1).join('/'))}>{part}</Link>
            </span>
          ))}
          {parent !== undefined && (
            <span>
              {' / '}
              <Link href={`/jobs/${parent}`}>{parent}</Link>
            </span>
          )}
        </nav>
        <h1>{name}</h1>
        {(job.title !== undefined || job.description !== undefined) && (
          <p className={styles.description}>
            {job.title !== undefined && <b>{job.title}</b>}
            {job.title !== undefined && job.description !== undefined && ' · '}
            {job.description}
          </p>
        )}
      </div>
      <JobActions job={job} />
    </header>
  );
}
