import type { ReactNode } from 'react';
import styles from './chart.module.css';

/** Units of a chart's width; it is stretched to the place that it has. */
export const chartWidth = 960;

interface Props {
  /** What it shows, for those who do not see it. */
  label: string;
  title?: string;
  /** Class of a colour → what has it. */
  legend: readonly (readonly [className: string | undefined, text: string])[];
  /** What the whole height stands for. */
  most: string;
  height: number;
  /** What stands below the first and the last bar. */
  ends?: readonly [first: string, last: string];
  /** A `ChartBar` each. */
  children: ReactNode;
}

/** Bars from left to right, below a legend. */
export function Chart({ label, title, legend, most, height, ends, children }: Props) {
  return (
    <figure className={styles.chart}>
      <figcaption>
        {title !== undefined && <strong>{title}</strong>}
        {legend.map(([className, text]) => (
          <span key={text}>
            <i className={className} /> {text}
          </span>
        ))}
        <span className={styles.most}>{most}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${chartWidth} ${height}`}
        height={height}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        {children}
      </svg>
      {ends !== undefined && (
        <div className={styles.ends}>
          <span>{ends[0]}</span>
          <span>{ends[1]}</span>
        </div>
      )}
    </figure>
  );
}

interface BarProps {
  x: number;
  width: number;
  height: number;
  /** What the pointer is told anywhere above or on it. */
  words: string;
  className?: string | undefined;
  onClick?: () => void;
  children: ReactNode;
}

export function ChartBar({ x, width, height, words, className, onClick, children }: BarProps) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what a click opens is linked below the chart too
    <g className={className} onClick={onClick}>
      <title>{words}</title>
      <rect x={x} y={0} width={width} height={height} className={styles.target} />
      {children}
    </g>
  );
}
