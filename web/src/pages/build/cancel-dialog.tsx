import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../data/api.ts';
import type { BuildDocument } from '../../data/routes.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { sayFault } from '../../ui/toast.tsx';
import styles from './build.module.css';

export function CancelDialog({ build, onClose }: { build: BuildDocument; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const cancel = useMutation({
    mutationFn: () =>
      call('POST /api/jobs/:name/builds/:number/cancel', {
        params: { name: build.job, number: build.number },
        body: reason === '' ? {} : { reason },
      }),
    onSuccess: onClose,
    onError: sayFault,
  });
  const waits = build.status === 'queued';
  return (
    <Dialog
      title={`Cancel ${build.job} #${build.number}?`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Let it run</Button>
          <Button look="danger" busy={cancel.isPending} onClick={() => cancel.mutate()}>
            Cancel the build
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          cancel.mutate();
        }}
      >
        <p>
          {waits
            ? 'It leaves the queue at once.'
            : 'Its processes are asked to end, and killed when they do not. The failure hooks run after that; pressing again skips them. What it has done is lost but for its logs.'}
        </p>
        <Field label="Reason" hint="Others see it on the build.">
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
