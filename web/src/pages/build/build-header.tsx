import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { humanDuration } from '../../../../src/lib/human-duration.ts';
import { isBad, isOver } from '../../data/build-status.ts';
import { historyQuery, queueQuery } from '../../data/queries.ts';
import type { BuildDocument, BuildSummary } from '../../data/routes.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { counted } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Progress } from '../../ui/progress.tsx';
import { asStatus, StatusMark } from '../../ui/status-mark.tsx';
import { Duration, Time } from '../../ui/time.tsx';
import { useNow } from '../../ui/use-now.ts';
import styles from './build.module.css';
import { causeText, headline } from './headline.ts';
import { expectedMs, lastSuccess } from './history.ts';

interface Props {
  build: BuildDocument;
  actions: ReactNode;
  compareAddress: string;
}

/** What this build is, what happened to it and why. */
export function BuildHeader({ build, actions, compareAddress }: Props) {
  const { job, number, folder, status, warnings } = build;
  const waits = useQuery({ ...queueQuery, enabled: status === 'queued', refetchInterval: 5_000 });
  const waiting = waits.data?.builds.find((one) => one.job === job && one.number === number);
  const history = useInfiniteQuery(historyQuery(job)).data?.pages.flatMap(({ builds }) => builds);
  return (
    <header className={styles.header}>
      <div className={styles.top}>
        <h1>
          {folder !== '' && <span className={styles.folder}>{folder.split('/').join(' / ')} / </span>}
          <Link href={`/jobs/${job}`}>{job}</Link> <span className={styles.number}>#{number}</span>
          {build.attempt > 1 && <span className={styles.tag}>attempt {build.attempt}</span>}
          {build.pinned !== undefined && (
            <span className={styles.tag} title={`by ${build.pinned.by}. ${build.pinned.reason}`}>
              pinned
            </span>
          )}
        </h1>
        <div className={styles.actions}>{actions}</div>
      </div>
      <p className={styles.headline} data-status={status}>
        <StatusMark status={asStatus(status, warnings)} size={20} />
        <span>{headline(build, waiting?.waitingFor ?? null)}</span>
        {isBad(status) && <CopyButton text={chatText(build)} label="Copy for a message" />}
      </p>
      <Meta build={build} />
      {isBad(status) && history !== undefined && (
        <LastSuccess build={build} last={lastSuccess(history, number)} compareAddress={compareAddress} />
      )}
      {!isOver(status) && build.startedAt !== null && (
        <HowFar startedAt={build.startedAt} expected={expectedMs(history ?? [])} />
      )}
    </header>
  );
}

function Meta({ build }: { build: BuildSummary }) {
  const { github, worker, node, queuedAt, startedAt, finishedAt, durationMs, status } = build;
  const at = finishedAt ?? startedAt ?? queuedAt;
  return (
    <ul className={styles.meta}>
      <li>{causeText(build)}</li>
      {github !== undefined && (
        <li>
          <Icon name="branch" size={14} /> {github.commit.branch ?? github.commit.tag ?? github.commit.ref} ·{' '}
          <code>{github.commit.sha.slice(0, 7)}</code>
          {github.commit.title !== undefined && <span className={styles.commit}> {github.commit.title}</span>}
          {github.commit.author !== undefined && ` · ${github.commit.author}`}
        </li>
      )}
      {worker !== null && (
        <li>
          <Icon name="server" size={14} /> {worker}
          {node !== null && node !== worker && ` on ${node}`}
        </li>
      )}
      {startedAt !== null && (
        <li>
          <Icon name="clock" size={14} /> <Duration ms={durationMs} since={startedAt} />
        </li>
      )}
      <li>
        {finishedAt === null && `${status === 'queued' ? 'queued' : 'started'} `}
        <Time at={at} />
      </li>
    </ul>
  );
}

function LastSuccess({
  build,
  last,
  compareAddress,
}: {
  build: BuildSummary;
  last: BuildSummary | null;
  compareAddress: string;
}) {
  if (last === null)
    return <p className={styles.last}>None of the builds before it that are kept succeeded.</p>;
  const between = build.number - last.number - 1;
  return (
    <p className={styles.last}>
      Last success{' '}
      <Link href={`/jobs/${build.job}/builds/${last.number}`} className={styles.link}>
        #{last.number}
      </Link>
      , {between === 0 ? 'the build before' : `${counted(between, 'build')} in between`}.{' '}
      <Link href={compareAddress} className={styles.link}>
        Compare
      </Link>
    </p>
  );
}

/** Measured by the successful builds before it. */
function HowFar({ startedAt, expected }: { startedAt: string; expected: number | null }) {
  const now = useNow();
  if (expected === null) return null;
  const passed = now - Date.parse(startedAt);
  const left = expected - passed;
  return (
    <div className={styles.progress}>
      <Progress part={Math.min(0.99, passed / expected)} label="Progress of the build" />
      <span>
        {left > 0 ? `about ${humanDuration(left)} left` : `${humanDuration(-left)} longer than usual`}
      </span>
    </div>
  );
}

const chatText = (build: BuildSummary): string =>
  `${build.job} #${build.number} ${build.status.replace('_', ' ')}: ${headline(build, null)}\n${window.location.href}`;
