import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { Link } from 'wouter';
import { formatBytes } from '../../../../src/lib/format-bytes.ts';
import { call } from '../../data/api.ts';
import { workersQuery } from '../../data/queries.ts';
import type { WorkerView } from '../../data/routes.ts';
import { useMay } from '../../shell/session.tsx';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { sayDone, sayFault } from '../../ui/toast.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { AddWorker } from './add-worker.tsx';
import { Heartbeat } from './heartbeat.tsx';
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
        none={workers.length === 0}
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
          <b className={styles.name}>{name}</b>
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
      <Cell label="Labels">
        {labels.length > 0 && (
          <span className={styles.labels}>
            {labels.map((label) => (
              <code key={label}>{label}</code>
            ))}
          </span>
        )}
      </Cell>
      <Cell label="Load" align="end">
        {away ? '–' : load.toFixed(2)}
      </Cell>
      <Cell label="Disk free" align="end">
        {formatBytes(freeDisk)}
      </Cell>
      <Cell label="Version">{version}</Cell>
      <Cell align="end">
        <Orders worker={worker} />
      </Cell>
    </tr>
  );
}

function Slots({ slots, busy }: { slots: number; busy: number }) {
  return (
    <span className={styles.slots} title={`${busy} of ${slots} slots are busy`}>
      {slots <= 8 &&
        Array.from({ length: slots }, (_, slot) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: slots are alike
          <i key={slot} data-busy={slot < busy} />
        ))}
      {busy} / {slots}
    </span>
  );
}

/** Heartbeats name builds as `<job>_<number>`. */
function BuildLink({ id }: { id: string }) {
  const at = id.lastIndexOf('_');
  const [job, number] = [id.slice(0, at), id.slice(at + 1)];
  return (
    <Link href={`/jobs/${job}/builds/${number}`}>
      {job} #{number}
    </Link>
  );
}

const orders = ['pause', 'resume', 'drain'] as const;
type Order = (typeof orders)[number];

const done: Record<Order, string> = {
  pause: 'takes no new builds until it is resumed',
  resume: 'takes builds again',
  drain: 'takes no new builds and ends when the running ones have',
};

function Orders({ worker: { name, status } }: { worker: WorkerView }) {
  const may = useMay('admin');
  const give = useMutation({
    mutationFn: (order: Order) => call(`POST /api/workers/:name/${order}`, { params: { name } }),
    onSuccess: (_worker, order) => sayDone(`${name} ${done[order]}.`),
    onError: sayFault,
  });
  if (!may || status === 'offline') return null;
  const items: MenuItem[] = [
    status === 'paused'
      ? { label: 'Resume', icon: 'play', onSelect: () => give.mutate('resume') }
      : { label: 'Pause', icon: 'pause', onSelect: () => give.mutate('pause') },
    { label: 'Drain', icon: 'stop', onSelect: () => give.mutate('drain') },
  ];
  return <Menu label={`Actions of ${name}`} icon="more" items={items} />;
}
