import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { call } from '../../data/api.ts';
import type { Prunable } from '../../data/routes.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { counted } from '../../ui/format.ts';
import { Section } from '../../ui/section.tsx';
import { StatusMark } from '../../ui/status-mark.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { sayDone, sayFault } from '../../ui/toast.tsx';
import { groupPrunable } from './group-prunable.ts';

const head = [{ text: 'Job' }, { text: 'Builds' }, { text: 'Why' }] as const;

/** What retention would remove at this moment; only then is a button there that does it. */
export function Prune() {
  const [asks, setAsks] = useState(false);
  const look = useMutation({
    mutationFn: () => call('POST /api/prune', { body: { dryRun: true } }),
    onError: sayFault,
  });
  const remove = useMutation({
    mutationFn: () => call('POST /api/prune', { body: {} }),
    onSuccess({ total }) {
      sayDone(`${counted(total, 'build is', 'builds are')} removed.`);
      setAsks(false);
      look.mutate();
    },
    onError: sayFault,
  });
  const found = look.data;
  return (
    <Section
      title="What would be removed now"
      about="A dry run, over all jobs. It removes nothing."
      actions={
        <>
          {found !== undefined && found.total > 0 && (
            <Button look="danger" onClick={() => setAsks(true)}>
              Remove them…
            </Button>
          )}
          <Button busy={look.isPending} onClick={() => look.mutate()}>
            {found === undefined ? 'Look' : 'Look again'}
          </Button>
        </>
      }
    >
      {found !== undefined &&
        (found.total === 0 ? (
          <StatusMark status="success" word="Nothing: every build is within what is kept." />
        ) : (
          <Found total={found.total} builds={found.builds} />
        ))}
      {asks && found !== undefined && (
        <ConfirmDialog
          title={`Remove ${counted(found.total, 'build')}?`}
          confirm="Remove"
          keep="Keep them"
          busy={remove.isPending}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsks(false)}
        >
          <p>
            Their logs, artifacts and documents are removed. Nothing brings them back. Retention would remove
            them by itself within the hour.
          </p>
        </ConfirmDialog>
      )}
    </Section>
  );
}

function Found({ total, builds }: { total: number; builds: readonly Prunable[] }) {
  return (
    <>
      <p>
        {counted(total, 'build')} of {counted(new Set(builds.map(({ job }) => job)).size, 'job')}
        {total > builds.length && `, of which ${builds.length.toLocaleString('en')} are listed`}.
      </p>
      <Table label="What would be removed" head={head}>
        {groupPrunable(builds).map(({ job, reason, first, last, amount }) => (
          <tr key={`${job} ${reason}`}>
            <Cell>
              <Link href={`/jobs/${job}`}>{job}</Link>
            </Cell>
            <Cell label="Builds">
              {first === last ? `#${first}` : `${amount.toLocaleString('en')}, from #${first} to #${last}`}
            </Cell>
            <Cell label="Why">{reason}</Cell>
          </tr>
        ))}
      </Table>
    </>
  );
}
