import type { Report } from '../../data/routes.ts';
import { Chart, ChartBar, chartWidth } from '../../ui/chart.tsx';
import { counted } from '../../ui/format.ts';
import styles from './charts.module.css';

const height = 120;

/** A bar a day: below what succeeded, above it what failed, and then what else ended. */
export function DaysChart({ rows }: { rows: Report['rows'] }) {
  const most = Math.max(1, ...rows.map(({ builds }) => builds));
  const step = chartWidth / Math.max(1, rows.length);
  const tall = (builds: number) => (builds / most) * (height - 4);
  return (
    <div className={styles.chart}>
      <Chart
        title="Builds"
        label={`Builds of each day, ${counted(most, 'build')} at most`}
        legend={[
          [styles.success, 'succeeded'],
          [styles.failure, 'failed'],
          [styles.other, 'cancelled, timed out, errors'],
        ]}
        most={`${counted(most, 'build')} at most`}
        height={height}
        ends={[rows[0]?.key ?? '', rows.at(-1)?.key ?? '']}
      >
        {rows.map(({ key, builds, success, failure }, index) => {
          const other = builds - success - failure;
          const base = height - tall(success);
          const bar = { x: index * step + 1, width: Math.max(1, step - 2) };
          const words = `${key}: ${counted(builds, 'build')}, ${success} succeeded, ${failure} failed, ${other} else`;
          return (
            <ChartBar key={key} {...bar} height={height} words={words}>
              <rect {...bar} y={base} height={tall(success)} className={styles.success} />
              <rect {...bar} y={base - tall(failure)} height={tall(failure)} className={styles.failure} />
              <rect {...bar} y={base - tall(failure + other)} height={tall(other)} className={styles.other} />
            </ChartBar>
          );
        })}
      </Chart>
    </div>
  );
}
