import { Link } from 'wouter';
import { lastOf, useNewerBuilds } from '../../data/last-builds.ts';
import type { Job, JobEntry } from '../../data/routes.ts';
import { useTrend } from '../../data/trends.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SparkBars } from '../../ui/spark-bars.tsx';
import { asStatus, StatusMark } from '../../ui/status-mark.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';

const head = [{ text: 'Job' }, { text: 'Last 20' }, { text: 'Last build' }, { text: 'When' }] as const;

/** The jobs that were made from this one for branches and pull requests. */
export function Derived({ job, derived }: { job: Job; derived: readonly JobEntry[] }) {
  if (derived.length === 0)
    return (
      <EmptyState
        title="No branches or pull requests yet"
        command={`drover link OWNER/REPOSITORY --pullrequest ${job.meta.name} --branch ${job.meta.name}`}
      >
        Each branch and pull request of a linked GitHub repository gets a job of its own with this definition.
        Link a repository:
      </EmptyState>
    );
  return (
    <Table label="Branches and pull requests" head={head}>
      {derived.map((one) => (
        <Row key={one.name} job={one} />
      ))}
    </Table>
  );
}

function Row({ job }: { job: JobEntry }) {
  const last = lastOf(job, useNewerBuilds());
  const trend = useTrend(job.name);
  return (
    <tr>
      <Cell>
        <Link href={`/jobs/${job.name}`}>{job.name}</Link>
      </Cell>
      <Cell label="Last 20">{trend !== undefined && trend.length > 0 && <SparkBars bars={trend} />}</Cell>
      <Cell label="Last build">
        {last !== null && (
          <Link href={`/jobs/${job.name}/builds/${last.number}`}>
            <StatusMark status={asStatus(last.status)} word /> #{last.number}
          </Link>
        )}
      </Cell>
      <Cell label="When">{last !== null && <Time at={last.finishedAt ?? last.queuedAt} />}</Cell>
    </tr>
  );
}
