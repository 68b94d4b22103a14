import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { call } from '../../data/api.ts';
import type { AuditEntry } from '../../data/routes.ts';
import { Button } from '../../ui/button.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Section } from '../../ui/section.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { StatusMark } from '../../ui/status-mark.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';

const head = [
  { text: 'When' },
  { text: 'Who' },
  { text: 'What' },
  { text: 'Answer' },
  { text: 'From' },
] as const;

/** Who changed what, and who was refused. */
export function Audit() {
  const [query, setQuery] = useSearchParams();
  const refused = query.has('refused');
  const audit = useInfiniteQuery({
    queryKey: ['audit', refused],
    queryFn: ({ signal, pageParam }) =>
      call('GET /api/audit', {
        query: { ...(refused ? { refused } : {}), ...(pageParam === null ? {} : { before: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
  const toggle = (
    <Button onClick={() => setQuery(refused ? {} : { refused: '' })}>
      {refused ? 'Show everything' : 'Only what was refused'}
    </Button>
  );
  return (
    <Section
      title="Audit"
      about="Every change, and every request that was refused, newest first."
      actions={toggle}
    >
      {audit.data === undefined ? (
        audit.error === null ? (
          <Skeleton lines={6} height={28} />
        ) : (
          <ProblemNote error={audit.error} retry={() => void audit.refetch()} />
        )
      ) : (
        <Table label="Audit" head={head}>
          {audit.data.pages
            .flatMap(({ entries }) => entries)
            .map((entry) => (
              <Row key={entry.id} entry={entry} />
            ))}
        </Table>
      )}
      {audit.hasNextPage && (
        <div>
          <Button busy={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
            Earlier
          </Button>
        </div>
      )}
    </Section>
  );
}

function Row({ entry: { at, who, via, method, route, params, status, code, from } }: { entry: AuditEntry }) {
  const address = route.replace(/:(\w+)/g, (all, name: string) => params[name] ?? all);
  return (
    <tr>
      <Cell label="When">
        <Time at={at} />
      </Cell>
      <Cell label="Who">
        {who ?? 'nobody that is known'}
        {via !== null && ` by ${via}`}
      </Cell>
      <Cell lead>
        <code>
          {method} {address}
        </code>
      </Cell>
      <Cell label="Answer">
        <StatusMark status={status < 400 ? 'success' : 'failure'} word={code ?? String(status)} />
      </Cell>
      <Cell label="From">{from}</Cell>
    </tr>
  );
}
