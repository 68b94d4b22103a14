import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../data/api.ts';
import type { User } from '../../data/routes.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Section } from '../../ui/section.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { rightsText } from './rights.ts';
import { SignInLink } from './sign-in-link.tsx';
import { useChange } from './use-change.ts';
import { UserDialog, usersKey } from './user-dialog.tsx';

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
    queryKey: usersKey,
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
      {adds && <UserDialog onClose={() => setAdds(false)} />}
    </Section>
  );
}

function Row({ user }: { user: User }) {
  const { name, hasPassword, updatedAt } = user;
  const [open, setOpen] = useState<'change' | 'link' | 'delete' | null>(null);
  const close = () => setOpen(null);
  const remove = useChange(
    usersKey,
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
        <Menu
          label={`Actions of ${name}`}
          icon="more"
          items={[
            { label: 'Change…', icon: 'edit', onSelect: () => setOpen('change') },
            { label: 'One-time link…', icon: 'external', onSelect: () => setOpen('link') },
            { label: 'Delete…', icon: 'cross', danger: true, onSelect: () => setOpen('delete') },
          ]}
        />
        {open === 'change' && <UserDialog changed={user} onClose={close} />}
        {open === 'link' && <SignInLink user={name} onClose={close} />}
        {open === 'delete' && (
          <ConfirmDialog
            title={`Delete ${name}?`}
            confirm="Delete"
            keep="Keep"
            busy={remove.isPending}
            onConfirm={() => remove.mutate()}
            onClose={close}
          >
            <p>
              {name} is signed out everywhere and cannot sign in again. What {name} did stays in the audit.
            </p>
          </ConfirmDialog>
        )}
      </Cell>
    </tr>
  );
}
