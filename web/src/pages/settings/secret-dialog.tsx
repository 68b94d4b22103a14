import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { treeQuery } from '../../data/queries.ts';
import type { Secret } from '../../data/routes.ts';
import { useMay, useSession } from '../../shell/session.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { sayDone } from '../../ui/toast.tsx';
import { placesOf, placeText, putSecret } from './secret-place.ts';
import { SecretValue } from './secret-value.tsx';

export const secretsKey = ['secrets'];

type Scope = Secret['scope'];

/** Stores a new secret, or another value of one that is there. */
export function SecretDialog({ replaced, onClose }: { replaced?: Secret; onClose: () => void }) {
  const isAdmin = useMay('admin');
  const [name, setName] = useState(replaced?.name ?? '');
  const [scope, setScope] = useState<Scope>(replaced?.scope ?? (isAdmin ? 'global' : 'folder'));
  const [of, setOf] = useState(replaced?.of ?? '');
  const [value, setValue] = useState('');
  const cache = useQueryClient();
  const place = scope === 'global' ? { scope } : { scope, of };
  const store = useMutation({
    mutationFn: () => putSecret(place, name, value),
    // What was typed stays in no list of what was done.
    gcTime: 0,
    async onSuccess({ created }) {
      sayDone(created ? `${name} is stored for ${placeText(place)}.` : `${name} has another value now.`);
      await cache.invalidateQueries({ queryKey: secretsKey });
      onClose();
    },
  });
  const isWhole = name !== '' && value !== '' && (scope === 'global' || of !== '');
  return (
    <FormDialog
      title={replaced === undefined ? 'New secret' : `Replace ${name}`}
      submit="Store it"
      disabled={!isWhole}
      busy={store.isPending}
      error={store.error}
      onSubmit={() => store.mutate()}
      onClose={onClose}
    >
      {replaced === undefined ? (
        <>
          <TextField
            label="Name"
            hint="As the variable that builds get: NPM_TOKEN"
            required
            value={name}
            onChange={setName}
          />
          <Field label="For">
            {(tie) => (
              <select
                {...tie}
                value={scope}
                onChange={({ target }) => {
                  setScope(target.value as Scope);
                  setOf('');
                }}
              >
                {isAdmin && <option value="global">all jobs</option>}
                <option value="folder">a folder and all below it</option>
                <option value="job">one job and its copies for branches</option>
              </select>
            )}
          </Field>
          {scope !== 'global' && <PlaceField key={scope} kind={scope} value={of} onChange={setOf} />}
        </>
      ) : (
        <p>It is for {placeText(place)}. Builds that begin from now on get the new value.</p>
      )}
      <SecretValue value={value} onChange={setValue} />
    </FormDialog>
  );
}

function PlaceField({
  kind,
  value,
  onChange,
}: {
  kind: 'folder' | 'job';
  value: string;
  onChange: (name: string) => void;
}) {
  const session = useSession();
  const tree = useQuery(treeQuery);
  return (
    <Field label={kind === 'folder' ? 'Folder' : 'Job'} required>
      {(tie) => (
        <select {...tie} value={value} onChange={({ target }) => onChange(target.value)}>
          <option value="">Choose…</option>
          {placesOf(kind, tree.data?.entries ?? [], session).map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
    </Field>
  );
}
