import type { Report } from '../../data/routes.ts';
import { counted } from '../../ui/format.ts';
import styles from './days-chart.module.css';

const width = 960;
const height = 120;

/** A bar a day: below what succeeded, above it what failed and, hatched by a gap, what else ended. */
export function DaysChart({ rows }: { rows: Report['rows'] }) {
  const most = Math.max(1, ...rows.map(({ builds }) => builds));
  const step = width / Math.max(1, rows.length);
  const tall = (builds: number) => (builds / most) * (height - 4);
  return (
    <figure className={styles.chart}>
      <figcaption>
        <strong>Builds</strong>
        <span>
          <i className={styles.success} /> succeeded
        </span>
        <span>
          <i className={styles.failure} /> failed
        </span>
        <span>
          <i className={styles.other} /> cancelled, timed out, errors
        </span>
        <span className={styles.most}>{counted(most, 'build')} at most</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Builds of each day, ${counted(most, 'build')} at most`}
      >
        {rows.map(({ key, builds, success, failure }, index) => {
          const other = builds - success - failure;
          const base = height - tall(success);
          const bar = { x: index * step + 1, width: Math.max(1, step - 2) };
          return (
            <g key={key}>
              <title>{`${key}: ${counted(builds, 'build')}, ${success} succeeded, ${failure} failed, ${other} else`}</title>
              <rect x={bar.x} y={0} width={bar.width} height={height} className={styles.target} />
              <rect {...bar} y={base} height={tall(success)} className={styles.success} />
              <rect {...bar} y={base - tall(failure)} height={tall(failure)} className={styles.failure} />
              <rect {...bar} y={base - tall(failure + other)} height={tall(other)} className={styles.other} />
            </g>
          );
        })}
      </svg>
      <div className={styles.ends}>
        <span>{rows[0]?.key}</span>
        <span>{rows.at(-1)?.key}</span>
      </div>
    </figure>
  );
}
