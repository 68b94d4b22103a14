import { useQuery } from '@tanstack/react-query';
import { jobsIn } from '../../data/jobs-in.ts';
import { treeQuery } from '../../data/queries.ts';
import { Choice } from './choice.tsx';
import styles from './filters.module.css';
import type { Extent } from './use-reports.ts';

export const spans = { '7': '7 days', '30': '30 days', '90': '90 days' } as const;
export type Span = keyof typeof spans;

interface Props {
  span: Span;
  job: Extent['job'];
  onSpan: (span: Span) => void;
  onJob: (job: Extent['job']) => void;
}

/** Which builds the page is about. */
export function Filters({ span, job, onSpan, onJob }: Props) {
  const { data } = useQuery(treeQuery);
  const names = [
    ...new Set([...jobsIn(data?.entries ?? []).map(({ name }) => name), ...(job === null ? [] : [job])]),
  ].sort();
  return (
    <div className={styles.filters}>
      <Choice label="Period" options={spans} value={span} onChange={onSpan} />
      <select
        aria-label="Job"
        value={job ?? ''}
        onChange={({ target }) => onJob(target.value === '' ? null : target.value)}
      >
        <option value="">All jobs</option>
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </div>
  );
}
