import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../data/api.ts';
import type { WorkerView } from '../../data/routes.ts';
import { useMay } from '../../shell/session.tsx';
import { Command } from '../../ui/copy-button.tsx';
import { StatusMark } from '../../ui/status-mark.tsx';
import { freeName, generalCommand, joinCommand } from './join-command.ts';
import styles from './workers-page.module.css';

interface Props {
  /** Those that have reported since the page was opened. */
  arrived: readonly WorkerView[];
  all: readonly WorkerView[];
}

/** The command that starts another worker; it turns green by itself when that one reports. */
export function AddWorker({ arrived, all }: Props) {
  const isAdmin = useMay('admin');
  // The command stays as it was copied, whoever reports meanwhile.
  const [name] = useState(() => freeName(all.map((worker) => worker.name)));
  const { data: joining } = useQuery({
    queryKey: ['joining'],
    queryFn: ({ signal }) => call('GET /api/workers/joining', { signal }),
    enabled: isAdmin,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const join = joining === undefined ? null : joinCommand(joining, name);
  const isThere = arrived.length > 0;
  return (
    <section className={styles.add} data-arrived={isThere}>
      <h2>{all.length === 0 ? 'No worker has ever reported' : 'Add a worker'}</h2>
      {join?.isLocal === true ? (
        <p>
          Workers run the builds. The Redis of this server can be reached on its own machine only, so this
          starts another worker there. For workers on other machines give Drover a Redis and a storage folder
          that all of them reach:{' '}
          <code>drover up --redis-url redis://HOST:6379 --storage /shared/storage</code>
        </p>
      ) : (
        <p>
          Workers run the builds, on any number of machines. They reach the same Redis as this server and the
          same storage folder. On the new machine:
        </p>
      )}
      <Command text={join?.text ?? generalCommand} />
      {join?.isLocal === false && joining?.secretKeyFile != null && (
        <p>
          Builds that use secrets also need the key of this server: copy <code>{joining.secretKeyFile}</code>{' '}
          there and name it in <code>DROVER_SECRET_KEY_FILE</code>.
        </p>
      )}
      <p role="status" className={styles.state}>
        {isThere ? (
          <StatusMark
            status="success"
            word={`${arrived.map((worker) => worker.name).join(', ')} has reported and takes builds.`}
          />
        ) : (
          <StatusMark status="queued" word="Waiting for its first heartbeat. This turns green by itself." />
        )}
      </p>
    </section>
  );
}
