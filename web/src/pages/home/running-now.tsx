import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { causeOf, currentStep } from '../../data/describe-build.ts';
import { runningQuery } from '../../data/queries.ts';
import type { BuildSummary } from '../../data/routes.ts';
import { useTrend, usualDuration } from '../../data/trends.ts';
import { wholeSeconds } from '../../ui/format.ts';
import { Progress } from '../../ui/progress.tsx';
import { asStatus, StatusMark } from '../../ui/status-mark.tsx';
import { Duration } from '../../ui/time.tsx';
import { useNow } from '../../ui/use-now.ts';
import page from './home-page.module.css';
import styles from './running-now.module.css';

const most = 8;

/** What runs at this moment, the newest first, with how far it is. */
export function RunningNow() {
  const { data: running = [] } = useQuery(runningQuery);
  if (running.length === 0) return null;
  const newest = [...running].sort((a, b) => ((a.startedAt ?? '') < (b.startedAt ?? '') ? 1 : -1));
  return (
    <section className={page.section} aria-labelledby="running-now">
      <header>
        <h2 id="running-now">Running now</h2>
        {running.length > most && <Link href="/?show=running">All {running.length}</Link>}
      </header>
      <ul className={styles.list}>
        {newest.slice(0, most).map((build) => (
          <RunningBuild key={`${build.job} ${build.number}`} build={build} />
        ))}
      </ul>
    </section>
  );
}

function RunningBuild({ build }: { build: BuildSummary }) {
  const { job, number, status, startedAt, node, github } = build;
  return (
    <li>
      <Link href={`/jobs/${job}/builds/${number}`} className={styles.build}>
        <StatusMark status={asStatus(status)} />
        <span className={styles.name}>
          {job} <span className={styles.number}>#{number}</span>
        </span>
        <span className={styles.step}>
          {status === 'cancelling' ? 'being cancelled' : currentStep(build)}
        </span>
        <Advance build={build} />
        <span className={styles.passed}>
          <Duration since={startedAt} />
        </span>
        <span className={styles.cause}>
          {causeOf(build)}
          {github?.commit.title !== undefined && ` “${github.commit.title}”`}
        </span>
        <span className={styles.node}>{node}</span>
      </Link>
    </li>
  );
}

/** How far a build is, judged by how long the earlier ones took. */
function Advance({ build: { job, startedAt } }: { build: BuildSummary }) {
  const usual = usualDuration(useTrend(job));
  const now = useNow();
  const passed = startedAt === null ? 0 : Math.max(0, now - Date.parse(startedAt));
  if (usual === null)
    return (
      <span className={styles.advance}>
        <Progress part={null} label="Nobody knows how long it takes" />
        <span>first build</span>
      </span>
    );
  const left = usual - passed;
  return (
    <span className={styles.advance}>
      {/* One that takes longer than usual stays just below its end. */}
      <Progress part={Math.min(0.97, passed / Math.max(1, usual))} label={`How far ${job} is`} />
      <span>{left > 0 ? `~${wholeSeconds(left)} left` : `${wholeSeconds(-left)} over`}</span>
    </span>
  );
}
