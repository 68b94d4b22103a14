import { useState } from 'react';
import { Link } from 'wouter';
import { humanDuration } from '../../../../src/lib/human-duration.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { Choice } from './choice.tsx';
import { CsvLink } from './csv-link.tsx';
import styles from './reports-page.module.css';
import { TestHistory } from './test-history.tsx';
import { csvOf, type Extent, type TestOrder, useTests } from './use-reports.ts';

const orders = {
  failing: 'Failing',
  flakiest: 'Flakiest',
  slowest: 'Slowest',
} as const satisfies Record<TestOrder, string>;

/** Tests of all builds, and of one job each with its last runs. */
export function Tests({ extent }: { extent: Extent }) {
  const [order, setOrder] = useState<TestOrder>('failing');
  const report = useTests(extent, order);
  return (
    <Section
      title="Tests"
      about="From the JUnit files that job files name in reports.junit."
      actions={<CsvLink href={csvOf('tests', extent, { order })} name={`tests-${order}.csv`} />}
    >
      <div className={styles.choices}>
        <Choice label="Tests" options={orders} value={order} onChange={setOrder} />
      </div>
      <Loaded query={report}>
        {({ rows }) =>
          rows.length === 0 ? (
            <p className={styles.about}>No such tests in these days.</p>
          ) : (
            <Table
              label={`${orders[order]} tests`}
              head={[
                { text: 'Test' },
                { text: 'Job' },
                { text: order === 'slowest' ? 'Took' : 'Builds', align: 'end' },
              ]}
            >
              {rows.map(({ job, suite, name, failed, flaky, durationMs }) => (
                <tr key={`${job} ${suite} ${name}`}>
                  <Cell>
                    <span>
                      {suite !== '' && <span className={styles.about}>{suite} </span>}
                      {name}
                    </span>
                  </Cell>
                  <Cell label="Job">
                    <Link href={`/reports?job=${encodeURIComponent(job)}`}>{job}</Link>
                  </Cell>
                  <Cell label={order === 'slowest' ? 'Took' : 'Builds'} align="end">
                    {order === 'slowest'
                      ? humanDuration(durationMs ?? 0)
                      : order === 'failing'
                        ? failed
                        : flaky}
                  </Cell>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
      {extent.job === null ? (
        <p className={styles.about}>Choose a job above to see its tests build by build.</p>
      ) : (
        <TestHistory job={extent.job} />
      )}
    </Section>
  );
}
