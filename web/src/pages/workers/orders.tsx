import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../data/api.ts';
import type { WorkerView } from '../../data/routes.ts';
import { useMay } from '../../shell/session.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { counted } from '../../ui/format.ts';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { sayDone, sayFault } from '../../ui/toast.tsx';

const orders = ['pause', 'resume', 'drain'] as const;
type Order = (typeof orders)[number];

const done: Record<Order, string> = {
  pause: 'takes no new builds until it is resumed',
  resume: 'takes builds again',
  drain: 'takes no new builds and ends when the running ones have',
};

/** Pause and resume do no harm; a drained worker is gone until somebody starts it, so that is asked. */
export function Orders({ worker: { name, status, busy } }: { worker: WorkerView }) {
  const may = useMay('admin');
  const [asks, setAsks] = useState(false);
  const give = useMutation({
    mutationFn: (order: Order) => call(`POST /api/workers/:name/${order}`, { params: { name } }),
    onSuccess: (_worker, order) => sayDone(`${name} ${done[order]}.`),
    onError: sayFault,
    onSettled: () => setAsks(false),
  });
  if (!may || status === 'offline') return null;
  const drains = status === 'draining' ? 'It is being drained' : undefined;
  const items: MenuItem[] = [
    status === 'paused'
      ? { label: 'Resume', icon: 'play', onSelect: () => give.mutate('resume') }
      : { label: 'Pause', icon: 'pause', disabled: drains, onSelect: () => give.mutate('pause') },
    { label: 'Drain…', icon: 'stop', disabled: drains, onSelect: () => setAsks(true) },
  ];
  return (
    <>
      <Menu label={`Actions of ${name}`} icon="more" items={items} />
      {asks && (
        <ConfirmDialog
          title={`Drain ${name}?`}
          confirm="Drain"
          keep="Not now"
          busy={give.isPending}
          onConfirm={() => give.mutate('drain')}
          onClose={() => setAsks(false)}
        >
          <p>
            It takes no new builds and ends{' '}
            {busy === 0 ? 'at once' : `when its ${counted(busy, 'running build has', 'running builds have')}`}
            . Somebody has to start it again on its machine. To keep it at hand, pause it instead.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
