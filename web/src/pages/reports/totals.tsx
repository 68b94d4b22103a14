import { humanDuration } from '../../../../src/lib/human-duration.ts';
import type { Report } from '../../data/routes.ts';
import { counted } from '../../ui/format.ts';
import { long, percent, usual } from './figures.ts';
import styles from './totals.module.css';

/** All builds of the page in a few figures. */
export function Totals({ total }: { total: Report['total'] }) {
  const lost = total.retryMs === 0 ? 'none' : humanDuration(total.retryMs);
  const tiles = [
    ['Builds', total.builds.toLocaleString('en'), 'ended in these days'],
    ['Succeeded', percent(total.successRate), 'of those not cancelled'],
    ['Usually took', usual(total.durationMs), `one in ten more than ${long(total.durationMs)}`],
    ['Usually waited', usual(total.queueMs), `one in ten more than ${long(total.queueMs)}`],
    ['Flaky', total.flaky.toLocaleString('en'), 'succeeded only after a retry'],
    ['Lost to retries', lost, counted(total.retries, 'retry', 'retries')],
  ] as const;
  return (
    <dl className={styles.totals}>
      {tiles.map(([name, value, about]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={styles.value}>{value}</dd>
          <dd className={styles.about}>{about}</dd>
        </div>
      ))}
    </dl>
  );
}
