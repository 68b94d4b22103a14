import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { call } from '../../data/api.ts';
import type { User } from '../../data/routes.ts';
import type { Role } from '../../data/session.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Field } from '../../ui/field.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Section } from '../../ui/section.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { sayDone } from '../../ui/toast.tsx';
import { rightsText } from './rights.ts';
import { RoleSelect } from './role-select.tsx';
import styles from './settings-page.module.css';
import { useChange } from './use-change.ts';

const key = ['users'];
const head = [
  { text: 'Name' },
  { text: 'May do' },
  { text: 'Signs in by' },
  { text: 'Changed' },
  { text: 'Actions', hidden: true },
] as const;

export function Users() {
  const [adds, setAdds] = useState(false);
  const users = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await call('GET /api/users', { signal })).users,
  });
  const add = <Button onClick={() => setAdds(true)}>New user…</Button>;
  return (
    <Section title="Users" about="People with a name of their own." actions={add}>
      <Loaded query={users}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title="Nobody yet">
              Until there are users everybody signs in by a token, and the audit knows people by its name.
              Make one for each person who works here.
            </EmptyState>
          ) : (
            <Table label="Users" head={head}>
              {all.map((user) => (
                <Row key={user.name} user={user} />
              ))}
            </Table>
          )
        }
      </Loaded>
      {adds && <NewUser onClose={() => setAdds(false)} />}
    </Section>
  );
}

function Row({ user }: { user: User }) {
  const { name, hasPassword, updatedAt } = user;
  const [asks, setAsks] = useState(false);
  const remove = useChange(
    key,
    () => call('DELETE /api/users/:name', { params: { name } }),
    `${name} is deleted.`,
  );
  return (
    <tr>
      <Cell>
        <b>{name}</b>
      </Cell>
      <Cell label="May do">{rightsText(user)}</Cell>
      <Cell label="Signs in by">{hasPassword ? 'password' : 'a one-time link'}</Cell>
      <Cell label="Changed">
        <Time at={updatedAt} />
      </Cell>
      <Cell align="end">
        <Button size="small" onClick={() => setAsks(true)}>
          Delete…
        </Button>
        {asks && (
          <Dialog
            title={`Delete ${name}?`}
            onClose={() => setAsks(false)}
            actions={
              <>
                <Button onClick={() => setAsks(false)}>Keep</Button>
                <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
                  Delete
                </Button>
              </>
            }
          >
            <p>
              {name} is signed out everywhere and cannot sign in again. What {name} did stays in the audit.
            </p>
          </Dialog>
        )}
      </Cell>
    </tr>
  );
}

function NewUser({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('runner');
  const [password, setPassword] = useState('');
  const cache = useQueryClient();
  const form = useId();
  const make = useMutation({
    mutationFn: () =>
      call('PUT /api/users/:name', {
        params: { name },
        body: { role, ...(password === '' ? {} : { password }) },
      }),
    async onSuccess() {
      sayDone(`${name} may sign in.`);
      await cache.invalidateQueries({ queryKey: key });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <Dialog
      title="New user"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button look="primary" type="submit" form={form} disabled={name === ''} busy={make.isPending}>
            Make
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} onSubmit={submit}>
        <Field label="Name" required>
          {(tie) => (
            <input
              {...tie}
              value={name}
              autoComplete="off"
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </Field>
        <Field label="Role">{(tie) => <RoleSelect {...tie} value={role} onChange={setRole} />}</Field>
        <Field label="Password" hint="Empty: only by one-time links">
          {(tie) => (
            <input
              {...tie}
              type="password"
              autoComplete="new-password"
              value={password}
              onChange={({ target }) => setPassword(target.value)}
            />
          )}
        </Field>
        {make.error !== null && <ProblemNote error={make.error} />}
      </form>
    </Dialog>
  );
}
