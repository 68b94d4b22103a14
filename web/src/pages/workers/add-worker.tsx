import type { WorkerView } from '../../data/routes.ts';
import { Command } from '../../ui/copy-button.tsx';
import { StatusMark } from '../../ui/status-mark.tsx';
import styles from './workers-page.module.css';

const command = 'DROVER_REDIS_URL=redis://HOST:6379 DROVER_STORAGE=/shared/storage drover worker --slots 2';

/** The command that starts another worker; it turns green by itself when that one reports. */
export function AddWorker({ arrived, none }: { arrived: readonly WorkerView[]; none: boolean }) {
  const isThere = arrived.length > 0;
  return (
    <section className={styles.add} data-arrived={isThere}>
      <h2>{none ? 'No worker has ever reported' : 'Add a worker'}</h2>
      <p>
        Workers run the builds, on any number of machines. They reach the same Redis as this server and the
        same storage folder. On the new machine:
      </p>
      <Command text={command} />
      <p role="status" className={styles.state}>
        {isThere ? (
          <StatusMark
            status="success"
            word={`${arrived.map(({ name }) => name).join(', ')} has reported and takes builds.`}
          />
        ) : (
          <StatusMark status="queued" word="Waiting for its first heartbeat. This turns green by itself." />
        )}
      </p>
    </section>
  );
}
