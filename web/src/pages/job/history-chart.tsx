import { useLocation } from 'wouter';
import { humanDuration } from '../../../../src/lib/human-duration.ts';
import type { BuildSummary } from '../../data/routes.ts';
import { asStatus, statusColor, statusWords } from '../../ui/status-mark.tsx';
import styles from './history-chart.module.css';

const most = 60;
/** Few builds fill so many places, the others stay free. */
const fewest = 20;
const width = 960;
const height = 96;
const leastBuilds = 3;

/** Oldest first: below how long a build took, above it how long it had waited. A click opens the build. */
export function HistoryChart({ builds }: { builds: readonly BuildSummary[] }) {
  const [, navigate] = useLocation();
  const shown = builds
    .filter(({ durationMs }) => durationMs !== null)
    .slice(0, most)
    .reverse();
  if (shown.length < leastBuilds) return null;
  const longest = Math.max(...shown.map(({ durationMs, queueMs }) => (durationMs ?? 0) + (queueMs ?? 0)), 1);
  const places = Math.max(fewest, shown.length);
  const step = width / places;
  const tall = (ms: number | null) => ((ms ?? 0) / longest) * (height - 8);
  return (
    <figure className={styles.chart}>
      <figcaption>
        <span>
          <i className={styles.took} /> took
        </span>
        <span>
          <i className={styles.waited} /> waited
        </span>
        <span className={styles.longest}>longest {humanDuration(longest)}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`How long the last ${shown.length} builds took, ${humanDuration(longest)} at most`}
      >
        {shown.map(({ job, number, status, warnings, durationMs, queueMs }, index) => {
          const mark = asStatus(status, warnings);
          const x = (places - shown.length + index) * step;
          const took = Math.max(2, tall(durationMs));
          const words = `#${number} ${statusWords[mark]}, took ${humanDuration(durationMs ?? 0)}, waited ${humanDuration(queueMs ?? 0)}`;
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the table below has the same links
            <g key={number} className={styles.bar} onClick={() => navigate(`/jobs/${job}/builds/${number}`)}>
              <title>{words}</title>
              <rect x={x} y={0} width={step} height={height} className={styles.target} />
              <rect
                x={x + 2}
                y={height - took - tall(queueMs)}
                width={step - 4}
                height={tall(queueMs)}
                className={styles.waiting}
              />
              <rect x={x + 2} y={height - took} width={step - 4} height={took} fill={statusColor(mark)} />
              {mark !== 'success' && (
                <rect x={x + 2} y={height - took + 3} width={step - 4} height="2" className={styles.cap} />
              )}
            </g>
          );
        })}
      </svg>
    </figure>
  );
}
