import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { queueQuery } from '../../data/queries.ts';
import { StatusMark } from '../../ui/status-mark.tsx';
import { Time } from '../../ui/time.tsx';
import page from './home-page.module.css';
import styles from './queue-glance.module.css';

const most = 4;

/** What waits first, and why. */
export function QueueGlance() {
  const { data: queue } = useQuery(queueQuery);
  if (queue === undefined || queue.total === 0) return null;
  return (
    <section className={page.section} aria-labelledby="waiting">
      <header>
        <h2 id="waiting">Waiting</h2>
        {queue.total > most && <Link href="/queue">All {queue.total.toLocaleString('en')}</Link>}
      </header>
      <ul className={styles.list}>
        {queue.builds.slice(0, most).map(({ job, number, waitingFor, queuedAt }) => (
          <li key={`${job} ${number}`}>
            <StatusMark status="queued" />
            <Link href={`/jobs/${job}/builds/${number}`} className={styles.name}>
              {job} <span>#{number}</span>
            </Link>
            <span className={styles.reason} title={waitingFor.message}>
              {waitingFor.message}
            </span>
            <span className={styles.since}>
              <Time at={queuedAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
