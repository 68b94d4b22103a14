import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { call } from '../../data/api.ts';
import { linksQuery } from '../../data/queries.ts';
import type { Links } from '../../data/routes.ts';
import { useMay } from '../../shell/session.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Command } from '../../ui/copy-button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { StatusMark } from '../../ui/status-mark.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { sayDone, sayFault } from '../../ui/toast.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { Approvals } from './approvals.tsx';
import { Deliveries } from './deliveries.tsx';
import styles from './github-page.module.css';
import { LinkDialog } from './link-dialog.tsx';

const head = [
  { text: 'Repository' },
  { text: 'What' },
  { text: 'Job' },
  { text: 'Last heard of' },
  { text: 'Actions', hidden: true },
] as const;

const kinds = { pullrequest: 'pull requests', branch: 'branches' } as const;

/** Which repositories start which jobs, what came from GitHub, and what waits for somebody to look at it. */
export default function GithubPage() {
  useTitle('GitHub');
  const links = useQuery(linksQuery);
  const may = useMay('admin');
  const [adds, setAdds] = useState(false);
  const add = may && <Button onClick={() => setAdds(true)}>Link a repository…</Button>;
  return (
    <>
      <h1 className={styles.title}>GitHub</h1>
      <Approvals />
      <Loaded query={links}>
        {({ links: all, webhook }) => (
          <>
            <Section
              title="Links"
              about="Each pull request and branch gets a job of its own, copied from the one named here."
              actions={add}
            >
              {all.length === 0 ? (
                <EmptyState
                  title="No repository is linked"
                  command="drover link OWNER/REPOSITORY --pullrequest JOB --branch JOB"
                >
                  A link says which job the pull requests or the branches of a repository start. Make one
                  here, or with the command line:
                </EmptyState>
              ) : (
                <Table label="Links" head={head}>
                  {all.map((one) => (
                    <LinkRow key={`${one.repository} ${one.kind}`} entry={one} />
                  ))}
                </Table>
              )}
            </Section>
            <Webhook webhook={webhook} />
          </>
        )}
      </Loaded>
      <Deliveries />
      {adds && <LinkDialog onClose={() => setAdds(false)} />}
    </>
  );
}

function LinkRow({ entry }: { entry: Links['links'][number] }) {
  const { repository, kind, link, fault, lastDeliveryAt } = entry;
  const may = useMay('admin');
  const [changes, setChanges] = useState(false);
  const [asks, setAsks] = useState(false);
  const cache = useQueryClient();
  const [org = '', repo = ''] = repository.split('/');
  const remove = useMutation({
    mutationFn: () => call(`DELETE /api/github/:org/:repo/${kind}`, { params: { org, repo } }),
    onSuccess: () => {
      sayDone(`The ${kinds[kind]} of ${repository} start no builds any more.`);
      return cache.invalidateQueries({ queryKey: linksQuery.queryKey });
    },
    onError: sayFault,
  });
  return (
    <tr>
      <Cell>{repository}</Cell>
      <Cell label="What">{kinds[kind]}</Cell>
      <Cell label="Job">
        {link === null ? (
          <StatusMark status="error" word={fault ?? 'cannot be read'} />
        ) : (
          <Link href={`/jobs/${link.job}`}>{link.job}</Link>
        )}
      </Cell>
      <Cell label="Last heard of">{lastDeliveryAt === null ? 'never' : <Time at={lastDeliveryAt} />}</Cell>
      <Cell align="end">
        {may && (
          <span className={styles.orders}>
            {link !== null && (
              <Button size="small" onClick={() => setChanges(true)}>
                Change…
              </Button>
            )}
            <Button size="small" onClick={() => setAsks(true)}>
              Unlink…
            </Button>
          </span>
        )}
        {changes && <LinkDialog changed={entry} onClose={() => setChanges(false)} />}
        {asks && (
          <ConfirmDialog
            title={`Unlink the ${kinds[kind]} of ${repository}?`}
            confirm="Unlink"
            busy={remove.isPending}
            onConfirm={() => remove.mutate()}
            onClose={() => setAsks(false)}
          >
            <p>
              From now on they start no builds{link === null ? '' : ` of ${link.job}`}. Jobs and builds that
              they have started stay, and nothing changes at GitHub.
            </p>
          </ConfirmDialog>
        )}
      </Cell>
    </tr>
  );
}

/** What GitHub has to be told, and whether it is heard. */
function Webhook({ webhook: { secret, refused } }: { webhook: Links['webhook'] }) {
  return (
    <Section
      title="Webhook"
      about="In the settings of the repository or the organization: content type application/json, events push and pull request."
    >
      <Command text={`${window.location.origin}/api/github/webhook`} />
      <p>
        {secret ? (
          <StatusMark status="success" word="A secret is configured." />
        ) : (
          <StatusMark
            status="warning"
            word="No secret is configured, so that everything is refused: set DROVER_GITHUB_WEBHOOK_SECRET."
          />
        )}
      </p>
      {refused !== null && (
        <p>
          <StatusMark status="failure" word={`Refused: ${refused.reason}`} /> <Time at={refused.at} />
        </p>
      )}
    </Section>
  );
}
