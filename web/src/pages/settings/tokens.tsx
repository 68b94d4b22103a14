import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { call } from '../../data/api.ts';
import type { Token } from '../../data/routes.ts';
import type { Role } from '../../data/session.ts';
import { Button } from '../../ui/button.tsx';
import { Command } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Section } from '../../ui/section.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { rightsText } from './rights.ts';
import { RoleSelect } from './role-select.tsx';
import styles from './settings-page.module.css';
import { useChange } from './use-change.ts';

const key = ['tokens'];
const head = [
  { text: 'Name' },
  { text: 'May do' },
  { text: 'Made' },
  { text: 'Last used' },
  { text: 'Ends' },
  { text: 'Actions', hidden: true },
] as const;

export function Tokens() {
  const [adds, setAdds] = useState(false);
  const tokens = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await call('GET /api/tokens', { signal })).tokens,
  });
  return (
    <Section
      title="Tokens"
      about="For programs: the command line, scripts, other systems."
      actions={<Button onClick={() => setAdds(true)}>New token…</Button>}
    >
      <Loaded query={tokens}>
        {(all) => (
          <Table label="Tokens" head={head}>
            {all.map((token) => (
              <Row key={token.id} token={token} />
            ))}
          </Table>
        )}
      </Loaded>
      {adds && <NewToken onClose={() => setAdds(false)} />}
    </Section>
  );
}

function Row({ token }: { token: Token }) {
  const { id, name, createdAt, createdBy, usedAt, expiresAt } = token;
  const [asks, setAsks] = useState(false);
  const revoke = useChange(
    key,
    () => call('DELETE /api/tokens/:id', { params: { id } }),
    `${name} is revoked.`,
  );
  return (
    <tr>
      <Cell>
        <b>{name}</b>
      </Cell>
      <Cell label="May do">{rightsText(token)}</Cell>
      <Cell label="Made">
        <span>
          <Time at={createdAt} />
          {createdBy !== '' && ` by ${createdBy}`}
        </span>
      </Cell>
      <Cell label="Last used">{usedAt === null ? 'never' : <Time at={usedAt} />}</Cell>
      <Cell label="Ends">{expiresAt === null ? 'never' : <Time at={expiresAt} />}</Cell>
      <Cell align="end">
        <Button size="small" onClick={() => setAsks(true)}>
          Revoke…
        </Button>
        {asks && (
          <Dialog
            title={`Revoke ${name}?`}
            onClose={() => setAsks(false)}
            actions={
              <>
                <Button onClick={() => setAsks(false)}>Keep it</Button>
                <Button look="danger" busy={revoke.isPending} onClick={() => revoke.mutate()}>
                  Revoke
                </Button>
              </>
            }
          >
            <p>Whatever uses it is refused from now on, and the sessions that it began end.</p>
          </Dialog>
        )}
      </Cell>
    </tr>
  );
}

function NewToken({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('runner');
  const [folder, setFolder] = useState('');
  const [expiresIn, setExpiresIn] = useState('');
  const cache = useQueryClient();
  const form = useId();
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
    onSuccess: () => cache.invalidateQueries({ queryKey: key }),
  });
  if (make.data !== undefined)
    return (
      <Dialog
        title={`Token ${name}`}
        onClose={onClose}
        actions={<Button onClick={onClose}>I have it</Button>}
      >
        <p>It is shown this once.</p>
        <Command text={make.data.token} />
      </Dialog>
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <Dialog
      title="New token"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button look="primary" type="submit" form={form} disabled={name === ''} busy={make.isPending}>
            Make it
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} onSubmit={submit}>
        <Field label="Name" hint="What uses it; it stands in the cause of builds and in the audit" required>
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
        <Field label="Folder" hint="Only in this folder and what lies below it; empty: everywhere">
          {(tie) => (
            <input
              {...tie}
              value={folder}
              autoComplete="off"
              onChange={({ target }) => setFolder(target.value)}
            />
          )}
        </Field>
        <Field label="Ends after" hint="As 12h or 90d; empty: never">
          {(tie) => (
            <input
              {...tie}
              value={expiresIn}
              autoComplete="off"
              onChange={({ target }) => setExpiresIn(target.value)}
            />
          )}
        </Field>
        {make.error !== null && <ProblemNote error={make.error} />}
      </form>
    </Dialog>
  );
}
