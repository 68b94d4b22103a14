import { useLocation } from 'wouter';
import { humanDuration } from '../../../../src/lib/human-duration.ts';
import type { BuildSummary } from '../../data/routes.ts';
import { Chart, ChartBar, chartWidth } from '../../ui/chart.tsx';
import { asStatus, statusColor, statusWords } from '../../ui/status-mark.tsx';
import styles from './history-chart.module.css';

const most = 60;
/** Few builds fill so many places, the others stay free. */
const fewest = 20;
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
  const step = chartWidth / places;
  const tall = (ms: number | null) => ((ms ?? 0) / longest) * (height - 8);
  return (
    <Chart
      label={`How long the last ${shown.length} builds took, ${humanDuration(longest)} at most`}
      legend={[
        [styles.took, 'took'],
        [styles.waited, 'waited'],
      ]}
      most={`longest ${humanDuration(longest)}`}
      height={height}
    >
      {shown.map(({ job, number, status, warnings, durationMs, queueMs }, index) => {
        const mark = asStatus(status, warnings);
        const x = (places - shown.length + index) * step;
        const bar = { x: x + 2, width: step - 4 };
        const took = Math.max(2, tall(durationMs));
        const words = `#${number} ${statusWords[mark]}, took ${humanDuration(durationMs ?? 0)}, waited ${humanDuration(queueMs ?? 0)}`;
        return (
          <ChartBar
            key={number}
            x={x}
            width={step}
            height={height}
            words={words}
            className={styles.bar}
            onClick={() => navigate(`/jobs/${job}/builds/${number}`)}
          >
            <rect
              {...bar}
              y={height - took - tall(queueMs)}
              height={tall(queueMs)}
              className={styles.waited}
            />
            <rect {...bar} y={height - took} height={took} fill={statusColor(mark)} />
            {mark !== 'success' && <rect {...bar} y={height - took + 3} height="2" className={styles.cap} />}
          </ChartBar>
        );
      })}
    </Chart>
  );
}
