import { humanDuration } from '../../../../src/lib/human-duration.ts';
import type { Report } from '../../data/routes.ts';
import { Chart, ChartBar, chartWidth } from '../../ui/chart.tsx';
import styles from './charts.module.css';

const height = 96;

interface Props {
  title: string;
  rows: Report['rows'];
  of: 'durationMs' | 'queueMs';
}

/** A bar a day: to where half of the times lie, and lighter to where nine of ten do. */
export function TimesChart({ title, rows, of }: Props) {
  const most = Math.max(1, ...rows.map((row) => row[of]?.p90 ?? 0));
  const step = chartWidth / Math.max(1, rows.length);
  const tall = (ms: number) => (ms / most) * (height - 4);
  return (
    <div className={styles.chart}>
      <Chart
        title={title}
        label={`${title} of each day, nine of ten within ${humanDuration(most)} at most`}
        legend={[
          [styles.half, 'half within'],
          [styles.nine, 'nine of ten within'],
        ]}
        most={`${humanDuration(most)} at most`}
        height={height}
        ends={[rows[0]?.key ?? '', rows.at(-1)?.key ?? '']}
      >
        {rows.map((row, index) => {
          const times = row[of];
          const bar = { x: index * step + 1, width: Math.max(1, step - 2) };
          const words = `${row.key}: ${times === null ? 'nothing' : wordsOf(times)}`;
          return (
            <ChartBar key={row.key} {...bar} height={height} words={words}>
              {times !== null && (
                <>
                  <rect
                    {...bar}
                    y={height - tall(times.p90)}
                    height={tall(times.p90)}
                    className={styles.nine}
                  />
                  <rect
                    {...bar}
                    y={height - tall(times.p50)}
                    height={tall(times.p50)}
                    className={styles.half}
                  />
                </>
              )}
            </ChartBar>
          );
        })}
      </Chart>
    </div>
  );
}

const wordsOf = ({ p50, p90, p99 }: { p50: number; p90: number; p99: number }): string =>
  `half within ${humanDuration(p50)}, 90 % within ${humanDuration(p90)}, 99 % within ${humanDuration(p99)}`;
