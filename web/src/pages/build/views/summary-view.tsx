import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { humanDuration } from '../../../../../src/lib/human-duration.ts';
import { send } from '../../../data/api.ts';
import type { BuildDocument } from '../../../data/routes.ts';
import { Time } from '../../../ui/time.tsx';
import { causeText } from '../headline.ts';
import { rawAddress } from '../log/log-source.ts';
import styles from './views.module.css';

/** What there is to know of a build beside its logs. */
export function SummaryView({ build }: { build: BuildDocument }) {
  const { github, cause, parameters, notes = [], earlierAttempts = [] } = build;
  return (
    <div className={styles.summary}>
      {build.summary !== undefined && <StepSummary build={build} path={build.summary} />}
      {notes.length > 0 && (
        <section>
          <h2>Notes</h2>
          <ul className={styles.notes}>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h2>Cause</h2>
        <Facts>
          <Fact name="Why">{causeText(build)}</Fact>
          <Fact name="By">{cause.by}</Fact>
          {cause.of !== undefined && (
            <Fact name="Of">
              <BuildLink id={cause.of} />
            </Fact>
          )}
          {cause.schedule !== undefined && (
            <Fact name="Schedule">
              {cause.schedule}
              {cause.at !== undefined && (
                <>
                  , due <Time at={cause.at} />
                </>
              )}
            </Fact>
          )}
          {github !== undefined && (
            <>
              <Fact name="Repository">
                <OutsideLink to={github.repository.url}>
                  {github.repository.owner}/{github.repository.name}
                </OutsideLink>
              </Fact>
              <Fact name="Commit">
                <OutsideLink to={`${github.repository.url}/commit/${github.commit.sha}`}>
                  <code>{github.commit.sha.slice(0, 12)}</code>
                </OutsideLink>{' '}
                {github.commit.title}
              </Fact>
              <Fact name="Author">{github.commit.author}</Fact>
              {github.pullRequest !== undefined && (
                <Fact name="Pull request">
                  <OutsideLink to={github.pullRequest.url}>
                    #{github.pullRequest.number} {github.pullRequest.title}
                  </OutsideLink>{' '}
                  ({github.pullRequest.sourceBranch} → {github.pullRequest.targetBranch})
                </Fact>
              )}
            </>
          )}
        </Facts>
      </section>
      <section>
        <h2>Run</h2>
        <Facts>
          <Fact name="Worker">{build.worker}</Fact>
          <Fact name="Node">{build.node}</Fact>
          <Fact name="Labels">{build.runsOn.join(', ')}</Fact>
          <Fact name="Group">{build.group}</Fact>
          <Fact name="Queued">
            <Time at={build.queuedAt} />
          </Fact>
          <Fact name="Waited">{build.queueMs === null ? null : humanDuration(build.queueMs)}</Fact>
          <Fact name="Started">{build.startedAt === null ? null : <Time at={build.startedAt} />}</Fact>
          <Fact name="Took">{build.durationMs === null ? null : humanDuration(build.durationMs)}</Fact>
          <Fact name="Ends at the latest">
            {build.deadline === undefined || build.finishedAt !== null ? null : <Time at={build.deadline} />}
          </Fact>
          {build.resumes !== undefined && (
            <Fact name="Goes on from">
              <BuildLink id={build.resumes.build} /> at {build.resumes.stage}
            </Fact>
          )}
        </Facts>
      </section>
      {Object.keys(parameters).length > 0 && (
        <section>
          <h2>Parameters</h2>
          <Parameters values={parameters} />
        </section>
      )}
      {earlierAttempts.length > 0 && (
        <section>
          <h2>Earlier attempts</h2>
          <ul className={styles.notes}>
            {earlierAttempts.map(({ attempt, reason, worker }) => (
              <li key={attempt}>
                Attempt {attempt}
                {worker !== null && ` on ${worker}`}: {reason}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

export function Parameters({ values }: { values: Readonly<Record<string, string>> }) {
  return (
    <Facts>
      {Object.entries(values).map(([title, value]) => (
        <Fact key={title} name={title}>
          {value === '' ? <i>empty</i> : <code className={styles.value}>{value}</code>}
        </Fact>
      ))}
    </Facts>
  );
}

const Facts = ({ children }: { children: ReactNode }) => <dl className={styles.facts}>{children}</dl>;

/** Nothing when there is nothing to say. */
function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === null || children === undefined || children === '') return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function BuildLink({ id }: { id: string }) {
  const [, job, number] = /^(.+)_(\d+)$/.exec(id) ?? [];
  if (job === undefined) return <>{id}</>;
  return (
    <Link className={styles.link} href={`/jobs/${job}/builds/${number}`}>
      {job} #{number}
    </Link>
  );
}

/** Only addresses that a browser may open from here; others are just text. */
function OutsideLink({ to, children }: { to: string; children: ReactNode }) {
  if (!/^https?:\/\//.test(to)) return <span>{children}</span>;
  return (
    <a className={styles.link} href={to} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}

const mostSummary = 64 * 1024;

/** What the commands wrote for people, as text. */
function StepSummary({ build, path }: { build: BuildDocument; path: string }) {
  const text = useQuery({
    queryKey: ['summary', build.job, build.number, build.finishedAt],
    queryFn: async ({ signal }) =>
      (
        await send(rawAddress({ job: build.job, number: build.number, log: path }), {
          headers: { range: `bytes=0-${mostSummary - 1}` },
          signal,
        })
      ).text(),
  });
  if (text.data === undefined || text.data === '') return null;
  return (
    <section>
      <h2>Summary</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled with the keyboard */}
      <pre className={styles.stepSummary} tabIndex={0}>
        {text.data}
      </pre>
    </section>
  );
}
