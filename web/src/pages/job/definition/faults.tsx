import { counted } from '../../../ui/format.ts';
import { StatusMark } from '../../../ui/status-mark.tsx';
import type { Fault } from './assistance.ts';
import styles from './definition.module.css';

const mostShown = 20;

/** What is wrong with the text, in words: the pointer is not needed to learn it, and each leads to its place. */
export function Faults({ faults, goTo }: { faults: readonly Fault[]; goTo: (fault: Fault) => void }) {
  return (
    <div role="status" className={styles.faults}>
      {faults.length > 0 && (
        <>
          <StatusMark status="failure" word={counted(faults.length, 'fault')} />
          <ul>
            {faults.slice(0, mostShown).map((fault) => (
              <li key={`${fault.line} ${fault.column} ${fault.message}`}>
                <button type="button" onClick={() => goTo(fault)}>
                  Line {fault.line}
                </button>
                <span>{fault.message}</span>
              </li>
            ))}
          </ul>
          {faults.length > mostShown && <p>And {faults.length - mostShown} more, each marked in the text.</p>}
        </>
      )}
    </div>
  );
}
