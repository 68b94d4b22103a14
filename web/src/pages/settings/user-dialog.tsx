import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../data/api.ts';
import type { User } from '../../data/routes.ts';
import type { Role } from '../../data/session.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { sayDone } from '../../ui/toast.tsx';
import { FolderSelect } from './folder-select.tsx';
import { RoleSelect } from './role-select.tsx';

export const usersKey = ['users'];

/** A new user, or other rights or another password of one that is there. */
export function UserDialog({ changed, onClose }: { changed?: User; onClose: () => void }) {
  // Those who have rights in several folders keep them: that is written with the command line.
  const [grant, ...moreGrants] = changed?.grants ?? [];
  const isSimple = changed === undefined || (moreGrants.length === 0 && (changed.role === null || !grant));
  const [name, setName] = useState(changed?.name ?? '');
  const [role, setRole] = useState<Role>(changed?.role ?? grant?.role ?? 'runner');
  const [folder, setFolder] = useState(changed?.role == null ? (grant?.folder ?? '') : '');
  const [password, setPassword] = useState('');
  const cache = useQueryClient();
  const rights = folder === '' ? { role, grants: [] } : { role: null, grants: [{ folder, role }] };
  const save = useMutation({
    mutationFn: () =>
      call('PUT /api/users/:name', {
        params: { name },
        body: { ...(isSimple ? rights : {}), ...(password === '' ? {} : { password }) },
      }),
    gcTime: 0,
    async onSuccess() {
      sayDone(changed === undefined ? `${name} may sign in.` : `${name} is changed.`);
      await cache.invalidateQueries({ queryKey: usersKey });
      onClose();
    },
  });
  return (
    <FormDialog
      title={changed === undefined ? 'New user' : `Change ${name}`}
      submit={changed === undefined ? 'Make' : 'Save'}
      disabled={name === ''}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      {changed === undefined && <TextField label="Name" required value={name} onChange={setName} />}
      {isSimple ? (
        <>
          <Field label="Role">{(tie) => <RoleSelect {...tie} value={role} onChange={setRole} />}</Field>
          <Field label="Where" hint="In a folder it also holds for all that lies below it">
            {(tie) => <FolderSelect {...tie} value={folder} onChange={setFolder} none="everywhere" />}
          </Field>
        </>
      ) : (
        <p>
          {name} has rights in several places, which stay as they are: <code>drover user set</code> changes
          them.
        </p>
      )}
      <TextField
        label={changed?.hasPassword === true ? 'New password' : 'Password'}
        hint={
          changed?.hasPassword === true
            ? `At least 10 characters; empty: it stays. Another one ends the sessions of ${name}.`
            : 'At least 10 characters; empty: only by one-time links'
        }
        type="password"
        autoComplete="new-password"
        value={password}
        onChange={setPassword}
      />
    </FormDialog>
  );
}
