import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../data/api.ts';
import type { BuildDocument } from '../../data/routes.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { sayFault } from '../../ui/toast.tsx';
import styles from './build.module.css';

interface Props {
  build: BuildDocument;
  onChange: () => void;
  onClose: () => void;
}

export function PinDialog({ build, onChange, onClose }: Props) {
  const [reason, setReason] = useState('');
  const pin = useMutation({
    mutationFn: () =>
      call('PUT /api/jobs/:name/builds/:number/pin', {
        params: { name: build.job, number: build.number },
        body: reason === '' ? {} : { reason },
      }),
    onSuccess: () => {
      onChange();
      onClose();
    },
    onError: sayFault,
  });
  return (
    <Dialog
      title={`Keep ${build.job} #${build.number}`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button look="primary" icon="pin" busy={pin.isPending} onClick={() => pin.mutate()}>
            Keep it
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          pin.mutate();
        }}
      >
        <p>
          It stays with its logs and artifacts, whatever the retention of the job says, until it is unpinned.
        </p>
        <Field label="Reason">
          {(tie) => (
            <input
              {...tie}
              value={reason}
              maxLength={1000}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
