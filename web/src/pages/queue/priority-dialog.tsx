import { useState } from 'react';
import type { WaitingBuild } from '../../data/routes.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useMoveBuild } from './use-queue-orders.ts';

const [lowest, highest] = [-10, 10];

export function PriorityDialog({ build, onClose }: { build: WaitingBuild; onClose: () => void }) {
  const { job, number, priority } = build;
  const [text, setText] = useState(String(priority));
  const [sent, setSent] = useState(false);
  const move = useMoveBuild(build);
  const wanted = Number(text);
  const isRight = /^\s*[-+]?\d+\s*$/.test(text) && wanted >= lowest && wanted <= highest;
  return (
    <FormDialog
      title={`Priority of ${job} #${number}`}
      submit="Change"
      busy={move.isPending}
      onSubmit={() => {
        setSent(true);
        if (isRight) move.mutate({ priority: wanted }, { onSuccess: onClose });
      }}
      onClose={onClose}
    >
      <Field
        label="Priority"
        hint="Higher ones come first, and among equals what waits longest. 0 is usual."
        fault={sent && !isRight ? `A whole number from ${lowest} to ${highest}.` : undefined}
      >
        {(tie) => (
          <input
            {...tie}
            type="number"
            min={lowest}
            max={highest}
            step={1}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
