import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { queueQuery, runningQuery, workersQuery } from '../data/queries.ts';
import { counted } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { StatusMark } from '../ui/status-mark.tsx';
import styles from './shell.module.css';

/** How many work, run and wait: on every page. */
export function Counters() {
  const workers = useQuery(workersQuery);
  const running = useQuery(runningQuery);
  const queue = useQuery(queueQuery);
  const online = workers.data?.filter(({ status }) => status !== 'offline').length ?? 0;
  const runs = running.data?.length ?? 0;
  const waits = queue.data?.total ?? 0;
  const none = workers.isSuccess && online === 0;
  return (
    <div className={styles.counters}>
      <Link href="/workers" aria-label={counted(online, 'worker')} className={none ? styles.none : undefined}>
        <Icon name="server" size={14} /> {online}{' '}
        <span className={styles.word}>{online === 1 ? 'worker' : 'workers'}</span>
      </Link>
      <Link href="/" aria-label={`${runs} running`}>
        {runs > 0 ? <StatusMark status="running" size={14} /> : <StatusMark status="pending" size={14} />}{' '}
        {runs} <span className={styles.word}>running</span>
      </Link>
      <Link href="/queue" aria-label={`${waits} queued`}>
        <StatusMark status="queued" size={14} /> {waits} <span className={styles.word}>queued</span>
      </Link>
    </div>
  );
}
