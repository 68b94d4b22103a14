import { useState } from 'react';
import { Link } from 'wouter';
import { causeOf } from '../../data/describe-build.ts';
import type { WaitingBuild } from '../../data/routes.ts';
import { useMay } from '../../shell/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Labels } from '../../ui/labels.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Cell } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { PriorityDialog } from './priority-dialog.tsx';
import styles from './queue-page.module.css';
import { useMoveBuild, useRemoveBuild } from './use-queue-orders.ts';

/** A build that waits: whose turn it is, why it waits, and what can be done about it. */
export function QueueRow({ build, turn }: { build: WaitingBuild; turn: number }) {
  const { job, number, waitingFor, runsOn, queuedAt, folder, priority, moved } = build;
  const may = useMay('runner', folder);
  const isInFront = moved?.to === 'front';
  return (
    <tr>
      <Cell label="Turn" align="end">
        {turn}
      </Cell>
      <Cell lead>
        <div>
          <span className={styles.build}>
            {folder !== '' && <span className={styles.folder}>{folder} / </span>}
            <Link href={`/jobs/${job}`}>{job}</Link>{' '}
            <Link href={`/jobs/${job}/builds/${number}`} className={styles.number}>
              #{number}
            </Link>
          </span>
          <div className={styles.cause}>{causeOf(build)}</div>
        </div>
      </Cell>
      <Cell label="Waits">
        <span data-kind={waitingFor.kind} className={styles.reason}>
          {waitingFor.message}
        </span>
      </Cell>
      <Cell label="Labels">{runsOn.length > 0 && <Labels labels={runsOn} />}</Cell>
      <Cell label="Priority" align="end">
        {isInFront ? <span title={`Moved by ${moved.by}`}>front</span> : priority}
      </Cell>
      <Cell label="Since">
        <Time at={queuedAt} />
      </Cell>
      <Cell align="end">{may && <Orders build={build} isFirst={turn === 1} />}</Cell>
    </tr>
  );
}

function Orders({ build, isFirst }: { build: WaitingBuild; isFirst: boolean }) {
  const { job, number } = build;
  const [asks, setAsks] = useState(false);
  const move = useMoveBuild(build);
  const remove = useRemoveBuild(build);
  return (
    <span className={styles.orders}>
      <Button
        size="small"
        busy={remove.isPending}
        aria-label={`Cancel ${job} #${number}`}
        onClick={() => remove.mutate()}
      >
        Cancel
      </Button>
      <Menu
        label={`Place of ${job} #${number}`}
        icon="more"
        items={[
          {
            label: 'Move to the front',
            icon: 'up',
            disabled: isFirst ? 'It is the first already' : undefined,
            onSelect: () => move.mutate({ to: 'front' }),
          },
          { label: 'Priority…', icon: 'edit', onSelect: () => setAsks(true) },
        ]}
      />
      {asks && <PriorityDialog build={build} onClose={() => setAsks(false)} />}
    </span>
  );
}
