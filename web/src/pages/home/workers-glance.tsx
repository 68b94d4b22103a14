import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { workersQuery } from '../../data/queries.ts';
import { workerHref } from '../workers/build-link.tsx';
import { Heartbeat } from '../workers/heartbeat.tsx';
import styles from './workers-glance.module.css';

const most = 12;

/** Each worker with its heartbeat, and how many of its slots are busy. */
export function WorkersGlance() {
  const { data: workers } = useQuery(workersQuery);
  if (workers === undefined) return null;
  const shown = workers.slice(0, most);
  return (
    <section aria-label="Workers">
      <h2>
        <Link href="/workers">Workers</Link>
      </h2>
      {workers.length === 0 && (
        <p className={styles.none}>
          None has reported. <Link href="/workers">Add one</Link>
        </p>
      )}
      <ul className={styles.list}>
        {shown.map((worker) => (
          <li key={worker.name} title={`load ${worker.load.toFixed(2)}`}>
            <Heartbeat worker={worker} short />
            <Link href={workerHref(worker.name)} className={styles.name}>
              {worker.name}
            </Link>
            <span className={styles.slots}>
              {worker.status === 'online' ? `${worker.busy}/${worker.slots}` : worker.status}
            </span>
          </li>
        ))}
      </ul>
      {workers.length > most && (
        <Link href="/workers" className={styles.more}>
          {workers.length - most} more
        </Link>
      )}
    </section>
  );
}
