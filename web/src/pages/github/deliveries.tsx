import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { call } from '../../data/api.ts';
import { deliveriesQuery } from '../../data/queries.ts';
import type { Delivery } from '../../data/routes.ts';
import { useMay } from '../../shell/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { type Status, StatusMark } from '../../ui/status-mark.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { sayDone, sayFault } from '../../ui/toast.tsx';
import styles from './github-page.module.css';

const head = [
  { text: 'Came' },
  { text: 'Event' },
  { text: 'Repository' },
  { text: 'What became of it' },
  { text: 'Actions', hidden: true },
] as const;

const marks: Record<Delivery['outcome'], Status> = {
  accepted: 'running',
  started: 'success',
  waiting: 'queued',
  closed: 'cancelled',
  ignored: 'skipped',
  failed: 'error',
};

/** What GitHub sent, and what each started or why it started nothing. */
export function Deliveries() {
  const deliveries = useQuery(deliveriesQuery);
  return (
    <Section
      title="Deliveries"
      about="What GitHub sent, newest first, and what it started or why it started nothing."
    >
      <Loaded query={deliveries}>
        {(all) =>
          all.length === 0 ? (
            <p>Nothing has come yet. GitHub sends a ping as soon as the webhook is saved there.</p>
          ) : (
            <Table label="Deliveries" head={head}>
              {all.map((one) => (
                <Row key={one.id} delivery={one} />
              ))}
            </Table>
          )
        }
      </Loaded>
    </Section>
  );
}

function Row({ delivery }: { delivery: Delivery }) {
  const { id, event, action, repository, receivedAt, outcome, replayable, pullRequest, ref } = delivery;
  const may = useMay('runner');
  const cache = useQueryClient();
  const replay = useMutation({
    mutationFn: () => call('POST /api/github/deliveries/:id/replay', { params: { id } }),
    onSuccess({ reason: words }) {
      sayDone(words);
      return cache.invalidateQueries({ queryKey: ['github'] });
    },
    onError: sayFault,
  });
  return (
    <tr>
      <Cell label="Came">
        <Time at={receivedAt} />
      </Cell>
      <Cell label="Event">
        {event}
        {action !== undefined && ` ${action}`}
      </Cell>
      <Cell label="Repository">
        {repository}
        {pullRequest !== undefined
          ? ` #${pullRequest}`
          : ref !== undefined && ` ${ref.replace('refs/heads/', '')}`}
      </Cell>
      <Cell lead>
        <span className={styles.outcome}>
          <StatusMark status={marks[outcome]} /> <Outcome delivery={delivery} />
        </span>
      </Cell>
      <Cell align="end">
        {may && replayable && (
          <Button size="small" busy={replay.isPending} onClick={() => replay.mutate()}>
            Replay
          </Button>
        )}
      </Cell>
    </tr>
  );
}

/** The server's words; the build in them is a link, or one follows. */
function Outcome({ delivery: { reason, job, build } }: { delivery: Delivery }) {
  if (job === undefined || build === undefined) return reason;
  const name = `${job} #${build}`;
  const [before = '', ...after] = reason.split(name);
  return (
    <>
      {before} <Link href={`/jobs/${job}/builds/${build}`}>{name}</Link>
      {after.join(name)}
    </>
  );
}
