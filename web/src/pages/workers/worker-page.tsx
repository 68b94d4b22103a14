import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { workersQuery } from '../../data/queries.ts';
import type { WorkerView } from '../../data/routes.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Labels } from '../../ui/labels.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Time } from '../../ui/time.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { FreeDisk } from './free-disk.tsx';
import { Heartbeat } from './heartbeat.tsx';
import { Orders } from './orders.tsx';
import { Slots } from './slots.tsx';
import { WorkerFigures } from './worker-figures.tsx';
import { WorkerHistory } from './worker-history.tsx';
import styles from './worker-page.module.css';

/** One worker: how it is at this moment, and what it ran. */
export default function WorkerPage({ name }: { name: string }) {
  useTitle(name);
  const workers = useQuery(workersQuery);
  return (
    <Loaded query={workers}>
      {(all) => {
        const worker = all.find((one) => one.name === name);
        return (
          <>
            {worker === undefined ? <Gone name={name} /> : <Present worker={worker} />}
            <WorkerHistory name={name} />
          </>
        );
      }}
    </Loaded>
  );
}

function Present({ worker }: { worker: WorkerView }) {
  const { name, node, status, labels, slots, busy, load, freeDisk, version, seenAt } = worker;
  const isAway = status === 'offline';
  return (
    <>
      <header className={styles.header}>
        <div>
          <nav aria-label="Workers" className={styles.path}>
            <Link href="/workers">Workers</Link>
          </nav>
          <h1>{name}</h1>
        </div>
        <Heartbeat worker={worker} />
        <Orders worker={worker} />
      </header>
      <dl className={styles.facts}>
        <div>
          <dt>Slots</dt>
          <dd>
            <Slots slots={slots} busy={busy} />
          </dd>
        </div>
        <div>
          <dt>Load</dt>
          <dd data-numbers>{isAway ? '–' : load.toFixed(2)}</dd>
        </div>
        <div>
          <dt>Disk free</dt>
          <dd>
            <FreeDisk bytes={freeDisk} />
          </dd>
        </div>
        <div>
          <dt>Labels</dt>
          <dd>{labels.length === 0 ? 'none' : <Labels labels={labels} />}</dd>
        </div>
        <div>
          <dt>Machine</dt>
          <dd>{node}</dd>
        </div>
        <div>
          <dt>Version</dt>
          <dd>{version}</dd>
        </div>
        <div>
          <dt>Heartbeat</dt>
          <dd>
            <Time at={seenAt} />
          </dd>
        </div>
      </dl>
      <WorkerFigures name={name} />
    </>
  );
}

function Gone({ name }: { name: string }) {
  return (
    <EmptyState
      whole
      title={`No worker named ${name}`}
      actions={<ButtonLink href="/workers">All workers</ButtonLink>}
    >
      It was never there, or has signed off. What it ran stays below as long as it is among the last thousand
      builds.
    </EmptyState>
  );
}
