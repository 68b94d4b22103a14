import { useQuery } from '@tanstack/react-query';
import { buildQuery } from '../../data/queries.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { asStatus, StatusMark } from '../../ui/status-mark.tsx';
import { useTitle } from '../../ui/use-title.ts';

export default function BuildPage({ job, number }: { job: string; number: number }) {
  const build = useQuery(buildQuery(job, number));
  const { data } = build;
  const status = data === undefined ? undefined : asStatus(data.status, data.warnings);
  useTitle(`${job} #${number}`, status);
  if (data === undefined || status === undefined)
    return build.error === null ? (
      <Skeleton />
    ) : (
      <ProblemNote error={build.error} retry={() => void build.refetch()} />
    );
  return (
    <>
      <h1>
        {job} #{number}
      </h1>
      <StatusMark status={status} word />
      {data.reason !== undefined && <p>{data.reason}</p>}
    </>
  );
}
