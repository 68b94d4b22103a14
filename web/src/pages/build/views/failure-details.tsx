import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../../data/api.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import styles from './views.module.css';

interface Props {
  job: string;
  number: number;
  suite: string;
  name: string;
}

/** What the report says of a failure beyond its message, mostly the stack: all results are read when one is unfolded. */
export function FailureDetails({ job, number, suite, name }: Props) {
  const [isOpen, setOpen] = useState(false);
  const results = useQuery({
    queryKey: ['tests', job, number],
    queryFn: ({ signal }) =>
      call('GET /api/jobs/:name/builds/:number/tests', { params: { name: job, number }, signal }),
    enabled: isOpen,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <details className={styles.details} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Details of the report</summary>
      {isOpen && (
        <Loaded query={results}>
          {({ cases }) => {
            const details = cases.find(
              (one) => one.suite === suite && one.name === name && one.status === 'failed',
            )?.details;
            if (details === undefined) return <p className={styles.quiet}>It says no more.</p>;
            return (
              <div className={styles.copied}>
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled with the keyboard */}
                <pre tabIndex={0}>{details}</pre>
                <CopyButton text={details} label="Copy the details" />
              </div>
            );
          }}
        </Loaded>
      )}
    </details>
  );
}
