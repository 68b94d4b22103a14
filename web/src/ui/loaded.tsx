import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ProblemNote } from './problem-note.tsx';
import { Skeleton } from './skeleton.tsx';

interface Props<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
  lines?: number;
}

/** What was asked for: while it comes a skeleton, and where it failed why, with another try. */
export function Loaded<T>({ query, children, lines = 4 }: Props<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) return <ProblemNote error={query.error} retry={() => void query.refetch()} />;
  return <Skeleton lines={lines} height={28} />;
}
