import { Link } from 'wouter';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { CsvLink } from './csv-link.tsx';
import { percent } from './figures.ts';
import styles from './reports-page.module.css';
import { csvOf, type Extent, useParameters } from './use-reports.ts';

/** What builds were started with, and how they did with it. */
export function Parameters({ extent }: { extent: Extent }) {
  const report = useParameters(extent);
  return (
    <Section
      title="Parameters"
      about="The values that builds were started with, those used most first; never those of passwords."
      actions={<CsvLink href={csvOf('parameters', extent)} name="parameters.csv" />}
    >
      <Loaded query={report}>
        {({ rows }) =>
          rows.length === 0 ? (
            <p className={styles.about}>No build of these days had parameters.</p>
          ) : (
            <Table
              label="Parameters"
              head={[
                { text: 'Parameter' },
                { text: 'Value' },
                { text: 'Job' },
                { text: 'Builds', align: 'end' },
                { text: 'Succeeded', align: 'end' },
              ]}
            >
              {rows.map(({ job, title, value, builds, successRate }) => (
                <tr key={`${job} ${title} ${value}`}>
                  <Cell>{title}</Cell>
                  <Cell label="Value">
                    {value === '' ? <span className={styles.about}>empty</span> : value}
                  </Cell>
                  <Cell label="Job">
                    <Link href={`/jobs/${job}`}>{job}</Link>
                  </Cell>
                  <Cell label="Builds" align="end">
                    {builds.toLocaleString('en')}
                  </Cell>
                  <Cell label="Succeeded" align="end">
                    {percent(successRate)}
                  </Cell>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
    </Section>
  );
}
