import type { DiffLine } from './diff.ts';
import styles from './views.module.css';

const around = 3;
const signs = { same: ' ', removed: '−', added: '+' } as const;

/** The lines that differ, with some around them. */
export function Diff({ lines, label }: { lines: readonly DiffLine[]; label: string }) {
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - around), at + around + 1).some(({ kind }) => kind !== 'same'),
  );
  return (
    <section className={styles.diff} aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled with the keyboard */}
      <pre tabIndex={0}>
        {lines.map(({ kind, text }, at) => {
          if (!near[at])
            return near[at - 1] === true || at === 0 ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines of one difference never change places
              <div key={at} className={styles.gap}>
                …
              </div>
            ) : null;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same
            <div key={at} data-kind={kind}>
              {signs[kind]} {text}
            </div>
          );
        })}
      </pre>
    </section>
  );
}
