import { humanDuration } from '../../../src/lib/human-duration.ts';
import styles from './spark-bars.module.css';
import { asStatus, statusColor, statusWords } from './status-mark.tsx';

export interface SparkBar {
  number: number;
  status: string;
  durationMs: number | null;
}

const height = 20;
const barWidth = 4;
const step = 6;

/** The last builds, oldest first: height is the duration, and what did not succeed has a foot as well as a colour. */
export function SparkBars({ bars, places = 20 }: { bars: readonly SparkBar[]; places?: number }) {
  const longest = Math.max(1, ...bars.map(({ durationMs }) => durationMs ?? 0));
  const first = places - bars.length;
  return (
    <svg
      className={styles.bars}
      width={places * step}
      height={height}
      viewBox={`0 0 ${places * step} ${height}`}
      role="img"
      aria-label={inWords(bars)}
    >
      {/* Where builds are still to come, so that the bars of all rows stand above one line. */}
      {first > 0 && <rect y={height - 3} width={first * step - 2} height="1" fill="var(--line)" />}
      {bars.map(({ number, status, durationMs }, index) => {
        const mark = asStatus(status);
        const tall = Math.max(3, Math.round(((durationMs ?? 0) / longest) * (height - 4)));
        const x = (first + index) * step;
        return (
          <g key={number} fill={statusColor(mark)} opacity={mark === 'success' ? 0.55 : 1}>
            <title>{`#${number} ${statusWords[mark]}${durationMs === null ? '' : ` in ${humanDuration(durationMs)}`}`}</title>
            <rect x={x} y={height - 3 - tall} width={barWidth} height={tall} rx="1" />
            {mark !== 'success' && <rect x={x} y={height - 2} width={barWidth} height="2" />}
          </g>
        );
      })}
    </svg>
  );
}

function inWords(bars: readonly SparkBar[]): string {
  if (bars.length === 0) return 'No builds yet';
  const good = bars.filter(({ status }) => status === 'success').length;
  return `${good} of the last ${bars.length} builds succeeded`;
}
