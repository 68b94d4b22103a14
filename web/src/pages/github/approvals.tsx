import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../data/api.ts';
import { approvalsQuery } from '../../data/queries.ts';
import type { Approval } from '../../data/routes.ts';
import { useMay } from '../../shell/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/section.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { sayDone, sayFault } from '../../ui/toast.tsx';
import styles from './github-page.module.css';

const head = [
  { text: 'Pull request' },
  { text: 'From' },
  { text: 'Commit' },
  { text: 'Waits' },
  { text: 'Actions', hidden: true },
] as const;

/** Pull requests of strangers: their code runs on our workers only when somebody has looked at it. */
export function Approvals() {
  const { data: approvals = [] } = useQuery(approvalsQuery);
  if (approvals.length === 0) return null;
  return (
    <Section
      title="Waiting for approval"
      about="From forks. Look at the change before you let it run: it runs on your workers. Approval is for that commit only."
    >
      <Table label="Waiting for approval" head={head}>
        {approvals.map((one) => (
          <Row key={`${one.repository} ${one.number}`} approval={one} />
        ))}
      </Table>
    </Section>
  );
}

function Row({
  approval: { repository, number, sha, title, url, author, from, since },
}: {
  approval: Approval;
}) {
  const may = useMay('runner');
  const cache = useQueryClient();
  const [org = '', repo = ''] = repository.split('/');
  const approve = useMutation({
    mutationFn: () =>
      call('POST /api/github/:org/:repo/pulls/:number/approve', {
        params: { org, repo, number },
        body: { sha },
      }),
    onSuccess({ reason }) {
      sayDone(reason);
      return cache.invalidateQueries({ queryKey: approvalsQuery.queryKey });
    },
    onError: sayFault,
  });
  return (
    <tr>
      <Cell>
        <a className={styles.change} href={url} target="_blank" rel="noreferrer">
          {repository} #{number} {title}
        </a>
      </Cell>
      <Cell label="From">
        {author} · {from ?? 'a fork that was deleted'}
      </Cell>
      <Cell label="Commit">
        <code>{sha.slice(0, 8)}</code>
      </Cell>
      <Cell label="Waits">
        <Time at={since} />
      </Cell>
      <Cell align="end">
        {may && (
          <Button size="small" busy={approve.isPending} onClick={() => approve.mutate()}>
            Approve {sha.slice(0, 8)}
          </Button>
        )}
      </Cell>
    </tr>
  );
}
