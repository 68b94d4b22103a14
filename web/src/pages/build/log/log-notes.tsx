import type { LogStore } from '../../../log/log-store.ts';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import styles from './log.module.css';

interface Props {
  store: LogStore | null;
  live: boolean;
  retry: () => void;
}

/** What is said in place of lines. */
export function LogNotes({ store, live, retry }: Props) {
  if (store === null) return null;
  if (store.state.kind === 'failed')
    return (
      <div className={styles.note}>
        <ProblemNote error={store.state.error} retry={retry} />
      </div>
    );
  if (store.total > 0) return null;
  if (store.state.kind === 'loading')
    return (
      <div className={styles.note}>
        <Skeleton lines={8} height={12} />
      </div>
    );
  return <p className={styles.note}>{live ? 'Nothing printed yet.' : 'This command printed nothing.'}</p>;
}
