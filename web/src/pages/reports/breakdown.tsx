import { useState } from 'react';
import { Link } from 'wouter';
import { humanDuration } from '../../../../src/lib/human-duration.ts';
import type { Report } from '../../data/routes.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { Choice } from './choice.tsx';
import { CsvLink } from './csv-link.tsx';
import { long, percent, usual } from './figures.ts';
import styles from './reports-page.module.css';
import { type By, csvOf, type Extent, type Order, useReport } from './use-reports.ts';

const subjects = {
  job: 'Jobs',
  stage: 'Stages',
  step: 'Steps',
  worker: 'Workers',
  cause: 'Causes',
} as const satisfies Partial<Record<By, string>>;

const orders = {
  failing: 'Failing',
  slowest: 'Slowest',
  flakiest: 'Flakiest',
  waiting: 'Waiting longest',
  retries: 'Most lost to retries',
  builds: 'Most runs',
} as const satisfies Partial<Record<Order, string>>;

/** The same figures by what they are of, the worst in one respect first. */
export function Breakdown({ extent }: { extent: Extent }) {
  const [by, setBy] = useState<keyof typeof subjects>('job');
  const [order, setOrder] = useState<keyof typeof orders>('failing');
  const report = useReport(extent, by, order);
  return (
    <Section
      title="Breakdown"
      actions={<CsvLink href={csvOf('builds', extent, { by, order })} name={`${by}s.csv`} />}
    >
      <div className={styles.choices}>
        <Choice label="By" options={subjects} value={by} onChange={setBy} />
        <select
          aria-label="First"
          value={order}
          onChange={({ target }) => setOrder(target.value as keyof typeof orders)}
        >
          {Object.entries(orders).map(([value, text]) => (
            <option key={value} value={value}>
              {text} first
            </option>
          ))}
        </select>
      </div>
      <Loaded query={report}>
        {({ rows, truncated }) =>
          rows.length === 0 ? (
            <p className={styles.about}>Nothing ran in these days.</p>
          ) : (
            <>
              <Table label={subjects[by]} head={head}>
                {rows.map((row) => (
                  <Row key={row.key} row={row} />
                ))}
              </Table>
              {truncated && (
                <p className={styles.about}>These are the first {rows.length}; the CSV has more.</p>
              )}
            </>
          )
        }
      </Loaded>
    </Section>
  );
}

const titles = [
  'Runs',
  'Succeeded',
  'Usually',
  'One in ten over',
  'One in ten waited',
  'Flaky',
  'Lost to retries',
];
const head = [{ text: 'Name' }, ...titles.map((text) => ({ text, align: 'end' as const }))];

function Row({ row }: { row: Report['rows'][number] }) {
  const cells = [
    row.builds.toLocaleString('en'),
    percent(row.successRate),
    usual(row.durationMs),
    long(row.durationMs),
    long(row.queueMs),
    row.flaky.toLocaleString('en'),
    row.retryMs === 0 ? '–' : humanDuration(row.retryMs),
  ];
  return (
    <tr>
      <Cell>{row.job === undefined ? row.key : <Link href={`/jobs/${row.job}`}>{row.key}</Link>}</Cell>
      {cells.map((text, index) => (
        <Cell key={titles[index]} label={titles[index] ?? ''} align="end">
          {text}
        </Cell>
      ))}
    </tr>
  );
}
