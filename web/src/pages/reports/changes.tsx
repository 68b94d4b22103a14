import { Link } from 'wouter';
import { humanDuration } from '../../../../src/lib/human-duration.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Section } from '../../ui/section.tsx';
import { StatusMark } from '../../ui/status-mark.tsx';
import { Time } from '../../ui/time.tsx';
import styles from './changes.module.css';
import { CsvLink } from './csv-link.tsx';
import { csvOf, type Extent, useChanges } from './use-reports.ts';

const most = 10;

/** What is broken since when, and what was mended. */
export function Changes({ extent }: { extent: Extent }) {
  const { data, error } = useChanges(extent);
  if (error !== null && data === undefined) return <ProblemNote error={error} />;
  if (data === undefined || data.broken.length + data.fixed.length === 0) return null;
  const unlisted = [data.broken, data.fixed].reduce((sum, { length }) => sum + Math.max(0, length - most), 0);
  return (
    <Section
      title="Broken and fixed"
      actions={<CsvLink href={csvOf('changes', extent)} name="changes.csv" />}
    >
      <ul className={styles.list}>
        {data.broken.slice(0, most).map(({ job, since }) => (
          <li key={`broken ${job}`}>
            <StatusMark status="failure" />
            <span>
              <Link href={`/jobs/${job}`}>{job}</Link> is broken since{' '}
              <Link href={`/jobs/${job}/builds/${since.number}`}>#{since.number}</Link>,{' '}
              <Time at={since.at} />
            </span>
          </li>
        ))}
        {data.fixed.slice(0, most).map(({ job, by, brokenMs }) => (
          <li key={`fixed ${job} ${by.number}`}>
            <StatusMark status="success" />
            <span>
              <Link href={`/jobs/${job}`}>{job}</Link> was fixed by{' '}
              <Link href={`/jobs/${job}/builds/${by.number}`}>#{by.number}</Link>, <Time at={by.at} />
              {brokenMs !== null && `, after ${humanDuration(brokenMs)}`}
            </span>
          </li>
        ))}
      </ul>
      {unlisted > 0 && (
        <p className={styles.unlisted}>And {unlisted.toLocaleString('en')} more: the CSV has all.</p>
      )}
    </Section>
  );
}
