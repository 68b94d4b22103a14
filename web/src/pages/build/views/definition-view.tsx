import { useQuery } from '@tanstack/react-query';
import { jobQuery } from '../../../data/queries.ts';
import type { BuildDocument } from '../../../data/routes.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { definitionLines, diffLines } from './diff.ts';
import { Diff } from './diff-lines.tsx';
import styles from './views.module.css';

/** The definition as it was when the build was queued, and what has changed in the job since. */
export function DefinitionView({ build }: { build: BuildDocument }) {
  const job = useQuery(jobQuery(build.job)).data;
  const then = definitionLines(build.definition);
  const now = job === undefined ? then : definitionLines(withoutMeta(job));
  const changes = diffLines(then, now).filter(({ kind }) => kind !== 'same');
  return (
    <div className={styles.definition}>
      <p className={styles.quiet}>
        As it was when the build was queued
        {job !== undefined && (changes.length === 0 ? ', and as it is now.' : '; it has changed since.')}{' '}
        <CopyButton text={then.join('\n')} label="Copy the definition" />
      </p>
      {changes.length === 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled with the keyboard
        <pre tabIndex={0}>{then.join('\n')}</pre>
      ) : (
        <Diff lines={diffLines(then, now)} label="What has changed since" />
      )}
    </div>
  );
}

const withoutMeta = ({ meta: _meta, ...definition }: { meta: unknown }): object => definition;
