import { Link } from 'wouter';
import { Loaded } from '../../ui/loaded.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import styles from './test-history.module.css';
import { useTestHistory } from './use-reports.ts';

/** Tests of a job that did not just pass each time, build by build, the newest on the right. */
export function TestHistory({ job }: { job: string }) {
  const history = useTestHistory(job);
  return (
    <Loaded query={history}>
      {({ builds, tests }) =>
        builds.length === 0 ? null : (
          <>
            <h3 className={styles.title}>In its last {builds.length} builds with test results</h3>
            {tests.length === 0 ? (
              <p className={styles.about}>Every test has passed each time.</p>
            ) : (
              <Table
                label="Tests build by build"
                head={[{ text: 'Test' }, { text: 'Runs' }, { text: 'Verdict' }]}
              >
                {tests.map((test) => (
                  <tr key={`${test.suite} ${test.name}`}>
                    <Cell>
                      <span>
                        {test.suite !== '' && <span className={styles.about}>{test.suite} </span>}
                        {test.name}
                      </span>
                    </Cell>
                    <Cell label="Runs">
                      <Runs runs={test.runs} />
                    </Cell>
                    <Cell label="Verdict">
                      <Verdict job={job} {...test} />
                    </Cell>
                  </tr>
                ))}
              </Table>
            )}
          </>
        )
      }
    </Loaded>
  );
}

type Run = { number: number; status: 'passed' | 'flaky' | 'failed' | 'skipped' };

function Runs({ runs }: { runs: readonly Run[] }) {
  const inOrder = [...runs].reverse();
  const words = inOrder.map(({ number, status }) => `#${number} ${status}`);
  return (
    <span className={styles.runs} role="img" aria-label={words.join(', ')}>
      {inOrder.map(({ number, status }, index) => (
        <i key={number} className={styles[status]} title={words[index]} />
      ))}
    </span>
  );
}

interface Verdict {
  job: string;
  failed: number;
  flaky: boolean;
  failingSince: number | null;
}

const Verdict = ({ job, failed, flaky, failingSince }: Verdict) => (
  <span>
    {failingSince !== null && (
      <>
        fails since <Link href={`/jobs/${job}/builds/${failingSince}?view=tests`}>#{failingSince}</Link>
      </>
    )}
    {failingSince === null && failed > 0 && `failed ${failed} times`}
    {failed > 0 && flaky && ', '}
    {flaky && 'flaky'}
  </span>
);
