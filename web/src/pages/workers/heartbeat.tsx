import type { WorkerView } from '../../data/routes.ts';
import { Time } from '../../ui/time.tsx';
import styles from './heartbeat.module.css';

const words: Record<WorkerView['status'], string> = {
  online: 'online',
  offline: 'offline',
  paused: 'paused',
  draining: 'draining',
};

/** A dot that beats when the worker tells of itself, with its state in words. */
export function Heartbeat({ worker: { status, seenAt } }: { worker: WorkerView }) {
  return (
    <span className={styles.heartbeat} data-status={status}>
      <span className={styles.dot}>
        {/* Another key at each heartbeat starts the beat anew. */}
        {status !== 'offline' && <i key={seenAt} />}
      </span>
      <span>
        {words[status]}
        {status === 'offline' && (
          <>
            {', seen '}
            <Time at={seenAt} />
          </>
        )}
      </span>
    </span>
  );
}
