import { humanDuration } from '../../../../../src/lib/human-duration.ts';
import type { BuildDocument } from '../../../data/routes.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { counted } from '../../../ui/format.ts';
import { StatusMark } from '../../../ui/status-mark.tsx';
import { FailureDetails } from './failure-details.tsx';
import styles from './views.module.css';

/** What the test reports say: the failures first, whole. */
export function TestsView({ build }: { build: BuildDocument }) {
  const { tests } = build;
  if (tests === undefined)
    return (
      <EmptyState title="No test results" command={'reports: { junit: ["reports/**/*.xml"] }'}>
        They come from the JUnit files that the job file names:
      </EmptyState>
    );
  const { total, passed, failed, skipped, durationMs, failures, flaky, slowest } = tests;
  const unlisted = failed - failures.length;
  return (
    <div className={styles.tests}>
      <p className={styles.totals}>
        <StatusMark status={failed > 0 ? 'failure' : 'success'} />
        {counted(total, 'test')}: {passed.toLocaleString('en')} passed, {failed.toLocaleString('en')} failed,{' '}
        {skipped.toLocaleString('en')} skipped, in {humanDuration(durationMs)}
      </p>
      {failures.map(({ suite, name, message, ...place }) => (
        <article key={`${suite} ${name}`} className={styles.failure}>
          <header>
            <StatusMark status="failure" size={14} />
            <h2 className={styles.failureTitle}>
              <span className={styles.suite}>{suite}</span> {name}
            </h2>
            <CopyButton
              text={[`${suite} ${name}`, placeOf(place), message].filter((text) => text !== '').join('\n')}
              label="Copy the failure"
            />
          </header>
          {place.path !== undefined && <p className={styles.quiet}>{placeOf(place)}</p>}
          {message !== '' && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled with the keyboard
            <pre tabIndex={0}>{message}</pre>
          )}
          <FailureDetails job={build.job} number={build.number} suite={suite} name={name} />
        </article>
      ))}
      {unlisted > 0 && <p className={styles.quiet}>And {counted(unlisted, 'more failure')}.</p>}
      {flaky.length > 0 && (
        <section>
          <h2>Passed, but not at once</h2>
          <ul className={styles.notes}>
            {flaky.map(({ suite, name }) => (
              <li key={`${suite} ${name}`}>
                <span className={styles.suite}>{suite}</span> {name}
              </li>
            ))}
          </ul>
        </section>
      )}
      {slowest.length > 0 && (
        <section>
          <h2>Slowest</h2>
          <ul className={styles.slowest}>
            {slowest.map((test) => (
              <li key={`${test.suite} ${test.name}`}>
                <span>
                  <span className={styles.suite}>{test.suite}</span> {test.name}
                </span>
                <span>{humanDuration(test.durationMs)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function placeOf({ path, line }: { path?: string; line?: number }): string {
  if (path === undefined) return '';
  return line === undefined ? path : `${path}:${line}`;
}
