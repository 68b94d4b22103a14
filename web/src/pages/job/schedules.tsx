import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { schedulesQuery } from '../../data/queries.ts';
import type { Job, ScheduleView } from '../../data/routes.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { exactTime } from '../../ui/format.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { StatusMark } from '../../ui/status-mark.tsx';
import { Time } from '../../ui/time.tsx';
import styles from './schedules.module.css';

/** When the job runs by itself: the next five times, and what became of the last. */
export function Schedules({ job }: { job: Job }) {
  const { name } = job.meta;
  const { data, error, refetch } = useQuery(schedulesQuery(name));
  if (data === undefined)
    return error === null ? <Skeleton /> : <ProblemNote error={error} retry={() => void refetch()} />;
  if (data.schedules.length === 0)
    return (
      <EmptyState
        title="It runs only when it is started"
        command={'schedules:\n  - title: Nightly\n    cron: H 2 * * *\n    timezone: Europe/Berlin'}
      >
        A schedule starts builds by the clock. Put one into the{' '}
        <Link href={`/jobs/${name}/definition`}>definition</Link>; <code>H</code> stands for a minute of its
        own for each job, so that not all start at once:
      </EmptyState>
    );
  return (
    <ul className={styles.list}>
      {data.schedules.map((schedule) => (
        <Schedule key={schedule.name} schedule={schedule} />
      ))}
    </ul>
  );
}

function Schedule({ schedule }: { schedule: ScheduleView }) {
  const { job, name, cron, timezone, enabled, next, lastAt, lastBuild, lastSkipped, lastError } = schedule;
  return (
    <li className={styles.schedule}>
      <h2>{name}</h2>
      <p className={styles.quiet}>
        <code>{cron}</code> {timezone}
        {!enabled && ' · switched off'}
      </p>
      {next.length > 0 && (
        <ol className={styles.next} aria-label="Next times">
          {next.map((at, index) => (
            <li key={at}>
              {exactTime(Date.parse(at))}
              {index === 0 && (
                <span className={styles.quiet}>
                  {' · '}
                  <Time at={at} />
                </span>
              )}
            </li>
          ))}
        </ol>
      )}
      {lastAt !== undefined && (
        <p>
          Last <Time at={lastAt} />
          {lastBuild !== undefined && (
            <>
              {': '}
              <Link href={`/jobs/${job}/builds/${lastBuild}`}>#{lastBuild}</Link>
            </>
          )}
        </p>
      )}
      {lastSkipped !== undefined && (
        <p>
          <StatusMark status="skipped" word={`Skipped: ${lastSkipped.reason}`} /> <Time at={lastSkipped.at} />
        </p>
      )}
      {lastError !== undefined && (
        <p>
          <StatusMark status="error" word={lastError.message} /> <Time at={lastError.at} />
        </p>
      )}
    </li>
  );
}
