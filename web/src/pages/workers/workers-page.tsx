import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { Link } from 'wouter';
import { workersQuery } from '../../data/queries.ts';
import type { WorkerView } from '../../data/routes.ts';
import { Labels } from '../../ui/labels.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { AddWorker } from './add-worker.tsx';
import { BuildLink, workerHref } from './build-link.tsx';
import { FreeDisk } from './free-disk.tsx';
import { Heartbeat } from './heartbeat.tsx';
import { Orders } from './orders.tsx';
import { Slots } from './slots.tsx';
import styles from './workers-page.module.css';

const head = [
  { text: 'Worker' },
  { text: 'State' },
  { text: 'Slots' },
  { text: 'Builds' },
  { text: 'Labels' },
  { text: 'Load', align: 'end' },
  { text: 'Disk free', align: 'end' },
  { text: 'Version' },
  { text: 'Actions', hidden: true },
] as const;

export default function WorkersPage() {
  useTitle('Workers');
  const { data: workers, error, refetch } = useQuery(workersQuery);
  // Whoever comes after this moment is the one that the command was copied for.
  const first = useRef<ReadonlySet<string> | null>(null);
  if (workers === undefined)
    return error === null ? (
      <Skeleton lines={5} height={32} />
    ) : (
      <ProblemNote error={error} retry={() => void refetch()} />
    );
  first.current ??= new Set(workers.filter(({ status }) => status !== 'offline').map(({ name }) => name));
  const known = first.current;
  return (
    <>
      <h1 className={styles.title}>Workers</h1>
      {workers.length > 0 && (
        <Table label="Workers" head={head}>
          {workers.map((worker) => (
            <Row key={worker.name} worker={worker} />
          ))}
        </Table>
      )}
      <AddWorker
        arrived={workers.filter(({ name, status }) => status === 'online' && !known.has(name))}
        all={workers}
      />
    </>
  );
}

function Row({ worker }: { worker: WorkerView }) {
  const { name, node, status, labels, slots, busy, builds, load, freeDisk, version } = worker;
  const away = status === 'offline';
  return (
    <tr className={away ? styles.away : undefined}>
      <Cell>
        <span>
          <Link href={workerHref(name)} className={styles.name}>
            {name}
          </Link>
          {node !== name && <span className={styles.node}> on {node}</span>}
        </span>
      </Cell>
      <Cell label="State">
        <Heartbeat worker={worker} />
      </Cell>
      <Cell label="Slots">
        <Slots slots={slots} busy={busy} />
      </Cell>
      <Cell label="Builds">
        {builds.length > 0 && (
          <ul className={styles.builds}>
            {builds.map((id) => (
              <li key={id}>
                <BuildLink id={id} />
              </li>
            ))}
          </ul>
        )}
      </Cell>
      <Cell label="Labels">{labels.length > 0 && <Labels labels={labels} />}</Cell>
      <Cell label="Load" align="end">
        {away ? '–' : load.toFixed(2)}
      </Cell>
      <Cell label="Disk free" align="end">
        <FreeDisk bytes={freeDisk} />
      </Cell>
      <Cell label="Version">{version}</Cell>
      <Cell align="end">
        <Orders worker={worker} />
      </Cell>
    </tr>
  );
}
