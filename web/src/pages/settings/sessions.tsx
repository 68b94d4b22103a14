import { useQuery } from '@tanstack/react-query';
import { call } from '../../data/api.ts';
import type { OpenSession } from '../../data/routes.ts';
import { useMay } from '../../shell/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { useChange } from './use-change.ts';

export const sessionsKey = ['sessions'];
const head = [
  { text: 'Who' },
  { text: 'Browser' },
  { text: 'From' },
  { text: 'Signed in' },
  { text: 'Last seen' },
  { text: 'Actions', hidden: true },
] as const;

export function Sessions() {
  const isAdmin = useMay('admin');
  const sessions = useQuery({
    queryKey: sessionsKey,
    queryFn: async ({ signal }) => (await call('GET /api/sessions', { signal })).sessions,
  });
  const own = sessions.data?.find(({ current }) => current);
  const hasOthers = sessions.data?.some(({ current, name }) => !current && name === own?.name) === true;
  return (
    <Section
      title="Sessions"
      about={isAdmin ? 'Everybody who is signed in.' : 'Where you are signed in.'}
      actions={hasOthers && <EndOthers />}
    >
      <Loaded query={sessions}>
        {(all) => (
          <Table label="Sessions" head={head}>
            {all.map((session) => (
              <Row key={session.id} session={session} />
            ))}
          </Table>
        )}
      </Loaded>
    </Section>
  );
}

function EndOthers() {
  const end = useChange(sessionsKey, () => call('DELETE /api/sessions'), 'Your other sessions are ended.');
  return (
    <Button busy={end.isPending} onClick={() => end.mutate()}>
      End my other sessions
    </Button>
  );
}

function Row({ session: { id, name, current, agent, from, createdAt, seenAt } }: { session: OpenSession }) {
  const end = useChange(
    sessionsKey,
    () => call('DELETE /api/sessions/:id', { params: { id } }),
    'The session is ended.',
  );
  return (
    <tr>
      <Cell>
        <b>{name}</b>
      </Cell>
      <Cell label="Browser">{browserOf(agent)}</Cell>
      <Cell label="From">{from}</Cell>
      <Cell label="Signed in">
        <Time at={createdAt} />
      </Cell>
      <Cell label="Last seen">{current ? 'this one' : <Time at={seenAt} />}</Cell>
      <Cell align="end">
        {!current && (
          <Button size="small" busy={end.isPending} onClick={() => end.mutate()}>
            End
          </Button>
        )}
      </Cell>
    </tr>
  );
}

/** What a person calls it. */
function browserOf(agent: string): string {
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\/(\d+)/.exec(agent);
  const system = /(Windows|Mac OS X|Android|iPhone|Linux)/.exec(agent)?.[1];
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera' };
  if (browser === null) return agent.slice(0, 60);
  const name = names[browser[1] ?? ''] ?? browser[1];
  return `${name} ${browser[2]}${system === undefined ? '' : ` on ${system}`}`;
}
