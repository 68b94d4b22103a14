import { useState } from 'react';
import type { WaitingBuild } from '../../data/routes.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { PriorityField, priorityOf } from './priority-field.tsx';
import { useMoveBuild } from './use-queue-orders.ts';

export function PriorityDialog({ build, onClose }: { build: WaitingBuild; onClose: () => void }) {
  const { job, number, priority } = build;
  const [text, setText] = useState(String(priority));
  const [sent, setSent] = useState(false);
  const move = useMoveBuild(build);
  return (
    <FormDialog
      title={`Priority of ${job} #${number}`}
      submit="Change"
      busy={move.isPending}
      onSubmit={() => {
        setSent(true);
        const wanted = priorityOf(text);
        if (wanted !== null) move.mutate({ priority: wanted }, { onSuccess: onClose });
      }}
      onClose={onClose}
    >
      <PriorityField
        hint="Higher ones come first, and among equals what waits longest. 0 is usual."
        value={text}
        told={sent}
        onChange={setText}
      />
    </FormDialog>
  );
}
