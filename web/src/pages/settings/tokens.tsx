import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../data/api.ts';
import type { Token } from '../../data/routes.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { NewToken, tokensKey } from './new-token.tsx';
import { rightsText } from './rights.ts';
import { useChange } from './use-change.ts';

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
    queryKey: tokensKey,
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
    tokensKey,
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
          <ConfirmDialog
            title={`Revoke ${name}?`}
            confirm="Revoke"
            busy={revoke.isPending}
            onConfirm={() => revoke.mutate()}
            onClose={() => setAsks(false)}
          >
            <p>Whatever uses it is refused from now on, and the sessions that it began end.</p>
          </ConfirmDialog>
        )}
      </Cell>
    </tr>
  );
}
