import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../data/api.ts';
import type { Secret } from '../../data/routes.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { StatusMark } from '../../ui/status-mark.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { SecretDialog, secretsKey } from './secret-dialog.tsx';
import { deleteSecret, placeText } from './secret-place.ts';
import styles from './settings-page.module.css';
import { useChange } from './use-change.ts';

const head = [
  { text: 'Name' },
  { text: 'For' },
  { text: 'Updated' },
  { text: 'By' },
  { text: 'Actions', hidden: true },
] as const;

/** Which secrets there are. Their values are nowhere to be seen: the server gives them to builds only. */
export function Secrets() {
  const [adds, setAdds] = useState(false);
  const secrets = useQuery({
    queryKey: secretsKey,
    queryFn: async ({ signal }) => (await call('GET /api/secrets', { signal })).secrets,
  });
  return (
    <Section
      title="Secrets"
      about="Values for builds whose job names them in secrets. Once stored, nobody is shown them again."
      actions={<Button onClick={() => setAdds(true)}>New secret…</Button>}
    >
      <Loaded query={secrets}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title="No secrets yet">
              Passwords and keys that builds need belong here, and not into definitions. A job gets those that
              it names: <code>secrets: [NPM_TOKEN]</code>
            </EmptyState>
          ) : (
            <Table label="Secrets" head={head}>
              {all.map((secret) => (
                <Row key={`${secret.scope}/${secret.of}/${secret.name}`} secret={secret} />
              ))}
            </Table>
          )
        }
      </Loaded>
      {adds && <SecretDialog onClose={() => setAdds(false)} />}
    </Section>
  );
}

function Row({ secret }: { secret: Secret }) {
  const { name, updatedAt, updatedBy, key, readable } = secret;
  const [open, setOpen] = useState<'replace' | 'delete' | null>(null);
  const close = () => setOpen(null);
  return (
    <tr>
      <Cell>
        <b>{name}</b>
        {!readable && (
          <div>
            <StatusMark status="error" word={`The server does not have its key ${key}`} />
          </div>
        )}
      </Cell>
      <Cell label="For">{placeText(secret)}</Cell>
      <Cell label="Updated">
        <Time at={updatedAt} />
      </Cell>
      <Cell label="By">{updatedBy}</Cell>
      <Cell align="end">
        <span className={styles.buttons}>
          <Button size="small" onClick={() => setOpen('replace')}>
            Replace…
          </Button>
          <Button size="small" onClick={() => setOpen('delete')}>
            Delete…
          </Button>
        </span>
        {open === 'replace' && <SecretDialog replaced={secret} onClose={close} />}
        {open === 'delete' && <DeleteDialog secret={secret} onClose={close} />}
      </Cell>
    </tr>
  );
}

function DeleteDialog({ secret, onClose }: { secret: Secret; onClose: () => void }) {
  const { name } = secret;
  const remove = useChange(secretsKey, () => deleteSecret(secret, name), `${name} is deleted.`);
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      confirm="Delete"
      keep="Keep"
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>
        It was for {placeText(secret)}. Builds that name it end as an error when they begin, unless another of
        the same name is in reach. Its value cannot be brought back.
      </p>
    </ConfirmDialog>
  );
}
