import type { WorkerView } from '../../data/routes.ts';
import { Hidden } from '../../ui/hidden.tsx';
import { Time } from '../../ui/time.tsx';
import styles from './heartbeat.module.css';

const words: Record<WorkerView['status'], string> = {
  online: 'online',
  offline: 'offline',
  paused: 'paused',
  draining: 'draining',
};

/** A dot that beats when the worker tells of itself, with its state in words; `short`: only for screen readers. */
export function Heartbeat({
  worker: { status, seenAt },
  short = false,
}: {
  worker: WorkerView;
  short?: boolean;
}) {
  return (
    <span className={styles.heartbeat} data-status={status}>
      <span className={styles.dot}>
        {/* Another key at each heartbeat starts the beat anew. */}
        {status !== 'offline' && <i key={seenAt} />}
      </span>
      {short ? (
        <Hidden>{words[status]}</Hidden>
      ) : (
        <span>
          {words[status]}
          {status === 'offline' && (
            <>
              {', seen '}
              <Time at={seenAt} />
            </>
          )}
        </span>
      )}
    </span>
  );
}
