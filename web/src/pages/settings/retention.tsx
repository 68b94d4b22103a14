import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { call } from '../../data/api.ts';
import { useMay } from '../../shell/session.tsx';
import { counted } from '../../ui/format.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { Prune } from './prune.tsx';
import styles from './settings-page.module.css';

const head = [{ text: 'Job' }, { text: 'Keeps' }] as const;

/** How long builds are kept, by the server and by the jobs that say it themselves, and what would go now. */
export function Retention() {
  const isAdmin = useMay('admin');
  const retention = useQuery({
    queryKey: ['retention'],
    queryFn: ({ signal }) => call('GET /api/retention', { signal }),
  });
  return (
    <>
      <Section
        title="Retention"
        about="Builds beyond this are removed with their logs and artifacts, a few seconds after another has ended and once an hour. The last success and pinned builds stay."
      >
        <Loaded query={retention}>
          {({ defaults, total, jobs }) => (
            <>
              <p className={styles.fact}>
                <b>Every job keeps {keepsText(defaults)}</b>, unless it says otherwise. Change it with{' '}
                <code>retentionBuilds</code> and <code>retentionDays</code> in <code>drover.yaml</code>.
              </p>
              {total === 0 ? (
                <p className={styles.quiet}>
                  No job says otherwise. In a definition: <code>{'retention: { builds: 50, days: 90 }'}</code>
                </p>
              ) : (
                <Table label="Jobs with a retention of their own" head={head}>
                  {jobs.map(({ job, folder, ...own }) => (
                    <tr key={job}>
                      <Cell>
                        <span>
                          {folder !== '' && <span className={styles.quiet}>{folder} / </span>}
                          <Link href={`/jobs/${job}/definition`}>{job}</Link>
                        </span>
                      </Cell>
                      <Cell label="Keeps">{keepsText({ ...defaults, ...own })}</Cell>
                    </tr>
                  ))}
                </Table>
              )}
              {total > jobs.length && <p>And {counted(total - jobs.length, 'more job')}.</p>}
            </>
          )}
        </Loaded>
      </Section>
      {isAdmin && <Prune />}
    </>
  );
}

function keepsText({ builds, days }: { builds: number; days: number }): string {
  const newest = builds === 1 ? 'its newest build' : `its newest ${builds.toLocaleString('en')} builds`;
  return days === 0 ? newest : `${newest}, none older than ${counted(days, 'day')}`;
}
