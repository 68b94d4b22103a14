import type { CSSProperties } from 'react';
import { Link } from 'wouter';
import { isBad, isOver } from '../../data/build-status.ts';
import type { LastBuild } from '../../data/routes.ts';
import { useTrend } from '../../data/trends.ts';
import { useMay } from '../../shell/session.tsx';
import { IconButton } from '../../ui/button.tsx';
import { SparkBars } from '../../ui/spark-bars.tsx';
import { asStatus, StatusMark, statusWords } from '../../ui/status-mark.tsx';
import { Duration, Time } from '../../ui/time.tsx';
import styles from './job-list.module.css';
import type { JobRow } from './job-rows.ts';
import { useStartBuild } from './use-start-build.ts';

interface Props {
  row: JobRow;
  /** When its next schedule is due. */
  next: string | undefined;
  isChosen: boolean;
  style: CSSProperties;
  index: number;
}

export function JobRowView({ row: { job, last, isDerived }, next, isChosen, style, index }: Props) {
  const { name, title } = job;
  return (
    <div
      role="row"
      aria-rowindex={index}
      className={styles.job}
      data-chosen={isChosen}
      data-derived={isDerived}
      style={style}
    >
      <div role="cell" className={styles.name}>
        <StatusMark status={last === null ? 'pending' : asStatus(last.status)} />
        <Link href={`/jobs/${name}`} title={title ?? name}>
          {shortName(name, isDerived ? job.parent : undefined)}
        </Link>
        {title !== undefined && title !== name && !isDerived && <span className={styles.title}>{title}</span>}
      </div>
      <div role="cell" className={styles.trend}>
        <Trend job={name} />
      </div>
      <div role="cell" className={styles.last}>
        <Last job={name} last={last} />
      </div>
      <div role="cell" className={styles.took}>
        {last !== null && last.startedAt !== null && (
          <Duration ms={last.durationMs} since={isOver(last.status) ? null : last.startedAt} />
        )}
      </div>
      <div role="cell" className={styles.next}>
        {next !== undefined && <Time at={next} />}
      </div>
      <div role="cell" className={styles.run}>
        <Run job={name} path={job.path} />
      </div>
    </div>
  );
}

/** Under its parent a branch's job needs no repetition of the parent's name. */
function shortName(name: string, parent: string | undefined): string {
  if (parent === undefined) return name;
  const rest = name.slice(parent.length);
  const pullRequest = /^_pr(\d+)$/.exec(rest);
  if (pullRequest !== null) return `pull request #${pullRequest[1]}`;
  return rest.startsWith('_branch_') ? rest.slice('_branch_'.length) : name;
}

function Trend({ job }: { job: string }) {
  const trend = useTrend(job);
  return trend === undefined || trend.length === 0 ? null : (
    <SparkBars bars={trend.filter(({ status }) => isOver(status))} />
  );
}

function Last({ job, last }: { job: string; last: LastBuild | null }) {
  if (last === null) return <span className={styles.quiet}>never built</span>;
  const { number, status, reason, finishedAt, startedAt, queuedAt } = last;
  return (
    <Link href={`/jobs/${job}/builds/${number}`} className={styles.lastLink}>
      <span className={styles.number}>#{number}</span>{' '}
      {isBad(status) ? (
        <span className={styles.reason} title={reason}>
          {reason ?? statusWords[asStatus(status)]}
        </span>
      ) : (
        <span className={styles.quiet}>{statusWords[asStatus(status)]}</span>
      )}{' '}
      <span className={styles.when}>
        <Time at={finishedAt ?? startedAt ?? queuedAt} />
      </span>
    </Link>
  );
}

function Run({ job, path }: { job: string; path: string }) {
  const may = useMay('runner', path);
  const start = useStartBuild();
  if (!may) return null;
  return (
    <IconButton
      label={`Run ${job}`}
      icon="play"
      disabled={start.isPending}
      onClick={() => start.mutate(job)}
    />
  );
}
