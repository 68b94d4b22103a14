import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { historyQuery } from '../../data/queries.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { asStatus, StatusMark } from '../../ui/status-mark.tsx';
import { useTitle } from '../../ui/use-title.ts';

export default function JobPage({ name }: { name: string; view: string }) {
  useTitle(name);
  const history = useInfiniteQuery(historyQuery(name));
  if (history.data === undefined)
    return history.error === null ? (
      <Skeleton />
    ) : (
      <ProblemNote error={history.error} retry={() => void history.refetch()} />
    );
  return (
    <>
      <h1>{name}</h1>
      <ul>
        {history.data.pages
          .flatMap(({ builds }) => builds)
          .map(({ number, status, warnings }) => (
            <li key={number}>
              <StatusMark status={asStatus(status, warnings)} />{' '}
              <Link href={`/jobs/${name}/builds/${number}`}>#{number}</Link>
            </li>
          ))}
      </ul>
    </>
  );
}
