import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, call } from '../../data/api.ts';
import { Button } from '../../ui/button.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { sayDone } from '../../ui/toast.tsx';
import { sessionsKey } from './sessions.tsx';

const shortest = 10;

/** Another password of one's own. */
export function Password({ name }: { name: string }) {
  const [open, setOpen] = useState(false);
  return (
    <div>
      <Button onClick={() => setOpen(true)}>Change password…</Button>
      {open && <PasswordDialog name={name} onClose={() => setOpen(false)} />}
    </div>
  );
}

function PasswordDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [sent, setSent] = useState(false);
  const cache = useQueryClient();
  const change = useMutation({
    mutationFn: () =>
      call('PUT /api/session/password', { body: { ...(current === '' ? {} : { current }), password } }),
    gcTime: 0,
    async onSuccess() {
      sayDone('Your password is changed, and your other sessions are ended.');
      await cache.invalidateQueries({ queryKey: sessionsKey });
      onClose();
    },
  });
  const isRefused = change.error instanceof ApiError && change.error.code === 'PASSWORD_REFUSED';
  const tooShort = password.length < shortest ? `At least ${shortest} characters.` : undefined;
  const differs = again !== password ? 'It is not the same.' : undefined;
  return (
    <FormDialog
      title="Change password"
      submit="Change it"
      busy={change.isPending}
      error={isRefused ? null : change.error}
      onSubmit={() => {
        setSent(true);
        if (tooShort === undefined && differs === undefined) change.mutate();
      }}
      onClose={onClose}
    >
      {/* For the password manager of the browser. */}
      <input type="hidden" name="username" autoComplete="username" value={name} readOnly />
      <TextField
        label="Current password"
        hint="Empty, if you have none yet and came by a one-time link"
        type="password"
        autoComplete="current-password"
        fault={isRefused ? change.error?.message : undefined}
        value={current}
        onChange={(text) => {
          change.reset();
          setCurrent(text);
        }}
      />
      <TextField
        label="New password"
        hint={`At least ${shortest} characters. Your other sessions end with the change.`}
        type="password"
        autoComplete="new-password"
        required
        fault={sent ? tooShort : undefined}
        value={password}
        onChange={setPassword}
      />
      <TextField
        label="New password again"
        type="password"
        autoComplete="new-password"
        required
        fault={sent ? differs : undefined}
        value={again}
        onChange={setAgain}
      />
    </FormDialog>
  );
}
