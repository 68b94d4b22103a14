import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../data/api.ts';
import type { Role } from '../../data/session.ts';
import { Button } from '../../ui/button.tsx';
import { Command } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { FolderSelect } from './folder-select.tsx';
import { RoleSelect } from './role-select.tsx';

export const tokensKey = ['tokens'];

/** Makes a token and shows it, this once. */
export function NewToken({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('runner');
  const [folder, setFolder] = useState('');
  const [expiresIn, setExpiresIn] = useState('');
  const cache = useQueryClient();
  const make = useMutation({
    mutationFn: () =>
      call('POST /api/tokens', {
        body: {
          name,
          role,
          ...(folder === '' ? {} : { folder }),
          ...(expiresIn === '' ? {} : { expiresIn }),
        },
      }),
    // What is shown once stays in no list of what was done.
    gcTime: 0,
    onSuccess: () => cache.invalidateQueries({ queryKey: tokensKey }),
  });
  if (make.data !== undefined)
    return (
      <Dialog
        title={`Token ${name}`}
        onClose={onClose}
        actions={
          <Button look="primary" onClick={onClose}>
            I have it
          </Button>
        }
      >
        <p>Copy it now: it is shown this once, and the server keeps only a hash of it.</p>
        <Command text={make.data.token} />
      </Dialog>
    );
  return (
    <FormDialog
      title="New token"
      submit="Make it"
      disabled={name === ''}
      busy={make.isPending}
      error={make.error}
      onSubmit={() => make.mutate()}
      onClose={onClose}
    >
      <TextField
        label="Name"
        hint="What uses it; it stands in the cause of builds and in the audit"
        required
        value={name}
        onChange={setName}
      />
      <Field label="Role">{(tie) => <RoleSelect {...tie} value={role} onChange={setRole} />}</Field>
      <Field label="Where" hint="In a folder it also holds for all that lies below it">
        {(tie) => <FolderSelect {...tie} value={folder} onChange={setFolder} none="everywhere" />}
      </Field>
      <TextField
        label="Ends after"
        hint="As 12h or 90d; empty: never"
        value={expiresIn}
        onChange={setExpiresIn}
      />
    </FormDialog>
  );
}
