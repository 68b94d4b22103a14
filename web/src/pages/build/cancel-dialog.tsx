import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../data/api.ts';
import type { BuildDocument } from '../../data/routes.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';

export function CancelDialog({ build, onClose }: { build: BuildDocument; onClose: () => void }) {
  const { job, number, status } = build;
  const [reason, setReason] = useState('');
  const cancel = useMutation({
    mutationFn: () =>
      call('POST /api/jobs/:name/builds/:number/cancel', {
        params: { name: job, number },
        body: reason === '' ? {} : { reason },
      }),
    onSuccess: onClose,
  });
  return (
    <FormDialog
      title={`Cancel ${job} #${number}?`}
      leave="Let it run"
      submit="Cancel the build"
      look="danger"
      busy={cancel.isPending}
      error={cancel.error}
      onSubmit={() => cancel.mutate()}
      onClose={onClose}
    >
      <p>
        {status === 'queued'
          ? 'It leaves the queue at once.'
          : 'Its processes are asked to end, and killed when they do not. The failure hooks run after that; pressing again skips them. What it has done is lost but for its logs.'}
      </p>
      <TextField
        label="Reason"
        hint="Others see it on the build."
        value={reason}
        onChange={setReason}
        maxLength={1000}
      />
    </FormDialog>
  );
}
