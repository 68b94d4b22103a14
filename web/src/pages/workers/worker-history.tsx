import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { isBad, isOver } from '../../data/build-status.ts';
import { causeOf } from '../../data/describe-build.ts';
import { buildsOfQuery } from '../../data/queries.ts';
import type { BuildSummary } from '../../data/routes.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { asStatus, StatusMark, statusWords } from '../../ui/status-mark.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { Duration, Time } from '../../ui/time.tsx';
import styles from './worker-page.module.css';

const head = [
  { text: 'Build' },
  { text: 'What happened' },
  { text: 'Why' },
  { text: 'Took', align: 'end' },
  { text: 'When' },
] as const;

/** What a worker runs and ran, newest first. */
export function WorkerHistory({ name }: { name: string }) {
  const builds = useQuery(buildsOfQuery(name));
  return (
    <Section title="Its builds" about="Among the last thousand of all workers, newest first.">
      <Loaded query={builds}>
        {(all) =>
          all.length === 0 ? (
            <p className={styles.quiet}>None yet. Builds that it takes are listed here.</p>
          ) : (
            <Table label={`Builds of ${name}`} head={head}>
              {all.map((build) => (
                <Row key={`${build.job} ${build.number}`} build={build} />
              ))}
            </Table>
          )
        }
      </Loaded>
    </Section>
  );
}

function Row({ build }: { build: BuildSummary }) {
  const { job, number, status, warnings, reason, durationMs, startedAt, finishedAt, queuedAt } = build;
  const mark = asStatus(status, warnings);
  return (
    <tr>
      <Cell>
        <Link href={`/jobs/${job}/builds/${number}`} className={styles.build}>
          <StatusMark status={mark} /> <b>{job}</b> #{number}
        </Link>
      </Cell>
      <Cell>
        <span className={isBad(status) ? styles.bad : styles.quiet}>{reason ?? statusWords[mark]}</span>
      </Cell>
      <Cell label="Why">{causeOf(build)}</Cell>
      <Cell label="Took" align="end">
        {startedAt !== null && <Duration ms={durationMs} since={isOver(status) ? null : startedAt} />}
      </Cell>
      <Cell label="When">
        <Time at={finishedAt ?? startedAt ?? queuedAt} />
      </Cell>
    </tr>
  );
}
