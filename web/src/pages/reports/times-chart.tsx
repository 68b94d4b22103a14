import { humanDuration } from '../../../../src/lib/human-duration.ts';
import type { Report } from '../../data/routes.ts';
import styles from './times-chart.module.css';

const width = 960;
const height = 96;

interface Props {
  title: string;
  rows: Report['rows'];
  of: 'durationMs' | 'queueMs';
}

/** A bar a day: to where half of the times lie, and lighter to where nine of ten do. */
export function TimesChart({ title, rows, of }: Props) {
  const most = Math.max(1, ...rows.map((row) => row[of]?.p90 ?? 0));
  const step = width / Math.max(1, rows.length);
  const tall = (ms: number) => (ms / most) * (height - 4);
  return (
    <figure className={styles.chart}>
      <figcaption>
        <strong>{title}</strong>
        <span>
          <i className={styles.half} /> half within
        </span>
        <span>
          <i className={styles.nine} /> nine of ten within
        </span>
        <span className={styles.most}>{humanDuration(most)} at most</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title} of each day, nine of ten within ${humanDuration(most)} at most`}
      >
        {rows.map((row, index) => {
          const times = row[of];
          const bar = { x: index * step + 1, width: Math.max(1, step - 2) };
          return (
            <g key={row.key}>
              <title>{`${row.key}: ${times === null ? 'nothing' : wordsOf(times)}`}</title>
              <rect {...bar} y={0} height={height} className={styles.target} />
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
            </g>
          );
        })}
      </svg>
    </figure>
  );
}

const wordsOf = ({ p50, p90, p99 }: { p50: number; p90: number; p99: number }): string =>
  `half within ${humanDuration(p50)}, 90 % within ${humanDuration(p90)}, 99 % within ${humanDuration(p99)}`;
