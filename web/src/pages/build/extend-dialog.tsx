import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type ApiError, call } from '../../data/api.ts';
import type { BuildDocument } from '../../data/routes.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { Time } from '../../ui/time.tsx';
import { sayDone } from '../../ui/toast.tsx';

export function ExtendDialog({ build, onClose }: { build: BuildDocument; onClose: () => void }) {
  const { job, number, deadline } = build;
  const [timeout, setTimeout] = useState('');
  const change = useMutation({
    mutationFn: () =>
      call('PATCH /api/jobs/:name/builds/:number', { params: { name: job, number }, body: { timeout } }),
    onSuccess: () => {
      sayDone('The time limit is changed.');
      onClose();
    },
  });
  return (
    <FormDialog
      title="Time limit"
      leave="Leave it"
      submit="Change the limit"
      busy={change.isPending}
      disabled={timeout === ''}
      onSubmit={() => change.mutate()}
      onClose={onClose}
    >
      {deadline !== undefined && (
        <p>
          Now it ends <Time at={deadline} /> at the latest.
        </p>
      )}
      <TextField
        label="New limit"
        hint="Counted from the start of the build: 90s, 10m, 1h30m."
        fault={(change.error as ApiError | null)?.message}
        value={timeout}
        onChange={setTimeout}
        maxLength={64}
      />
    </FormDialog>
  );
}
