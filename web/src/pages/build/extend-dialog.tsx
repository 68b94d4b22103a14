import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type ApiError, call } from '../../data/api.ts';
import type { BuildDocument } from '../../data/routes.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Time } from '../../ui/time.tsx';
import { sayDone } from '../../ui/toast.tsx';
import styles from './build.module.css';

export function ExtendDialog({ build, onClose }: { build: BuildDocument; onClose: () => void }) {
  const [timeout, setTimeout] = useState('');
  const change = useMutation({
    mutationFn: () =>
      call('PATCH /api/jobs/:name/builds/:number', {
        params: { name: build.job, number: build.number },
        body: { timeout },
      }),
    onSuccess: () => {
      sayDone('The time limit is changed.');
      onClose();
    },
  });
  return (
    <Dialog
      title="Time limit"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button
            look="primary"
            busy={change.isPending}
            disabled={timeout === ''}
            onClick={() => change.mutate()}
          >
            Change the limit
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        {build.deadline !== undefined && (
          <p>
            Now it ends <Time at={build.deadline} /> at the latest.
          </p>
        )}
        <Field
          label="New limit"
          hint="Counted from the start of the build: 90s, 10m, 1h30m."
          fault={(change.error as ApiError | null)?.message}
        >
          {(tie) => (
            <input
              {...tie}
              value={timeout}
              maxLength={64}
              onChange={(event) => setTimeout(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
