import { useQuery } from '@tanstack/react-query';
import { call } from '../../data/api.ts';
import { Section } from '../../ui/section.tsx';
import { percent, usual } from '../reports/figures.ts';
import styles from './worker-page.module.css';

const days = 30;
const most = 1_000;

/** How the builds of a worker did over the last month; nothing where it ran none. */
export function WorkerFigures({ name }: { name: string }) {
  const { data } = useQuery({
    queryKey: ['reports', 'worker', 'builds', days, most],
    queryFn: ({ signal }) =>
      call('GET /api/reports/builds', {
        query: { by: 'worker', order: 'builds', days, limit: most },
        signal,
      }),
    staleTime: 60_000,
  });
  const row = data?.rows.find(({ key }) => key === name);
  if (row === undefined) return null;
  const { builds, successRate, durationMs, queueMs } = row;
  return (
    <Section title={`The last ${days} days`}>
      <dl className={styles.figures}>
        <div>
          <dt>Builds</dt>
          <dd>{builds.toLocaleString('en')}</dd>
        </div>
        <div>
          <dt>Succeeded</dt>
          <dd>{percent(successRate)}</dd>
        </div>
        <div>
          <dt>Usual duration</dt>
          <dd>{usual(durationMs)}</dd>
        </div>
        <div>
          <dt>Usual wait</dt>
          <dd>{usual(queueMs)}</dd>
        </div>
      </dl>
    </Section>
  );
}
