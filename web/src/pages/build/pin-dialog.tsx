import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../data/api.ts';
import type { BuildDocument } from '../../data/routes.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';

interface Props {
  build: BuildDocument;
  onChange: () => void;
  onClose: () => void;
}

export function PinDialog({ build, onChange, onClose }: Props) {
  const { job, number } = build;
  const [reason, setReason] = useState('');
  const pin = useMutation({
    mutationFn: () =>
      call('PUT /api/jobs/:name/builds/:number/pin', {
        params: { name: job, number },
        body: reason === '' ? {} : { reason },
      }),
    onSuccess: () => {
      onChange();
      onClose();
    },
  });
  return (
    <FormDialog
      title={`Keep ${job} #${number}`}
      submit="Keep it"
      icon="pin"
      busy={pin.isPending}
      error={pin.error}
      onSubmit={() => pin.mutate()}
      onClose={onClose}
    >
      <p>
        It stays with its logs and artifacts, whatever the retention of the job says, until it is unpinned.
      </p>
      <TextField label="Reason" value={reason} onChange={setReason} maxLength={1000} />
    </FormDialog>
  );
}
