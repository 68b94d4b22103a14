import styles from './status-mark.module.css';

/** Of builds, stages, steps and hooks; `warning` is a success with warnings. */
export type Status =
  | 'success'
  | 'warning'
  | 'failure'
  | 'running'
  | 'cancelling'
  | 'queued'
  | 'pending'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'error';

export const statusWords: Record<Status, string> = {
  success: 'succeeded',
  warning: 'succeeded with warnings',
  failure: 'failed',
  running: 'running',
  cancelling: 'being cancelled',
  queued: 'queued',
  pending: 'not yet',
  cancelled: 'cancelled',
  skipped: 'skipped',
  timed_out: 'timed out',
  error: 'error of the system',
};

/** The mark of a status from the server; a word that is not known counts as an error of the system. */
export function asStatus(status: string, warnings = 0): Status {
  if (status === 'success' && warnings > 0) return 'warning';
  return Object.hasOwn(statusWords, status) ? (status as Status) : 'error';
}

/** Name of the custom property with its colour. */
export const statusColor = (status: Status): string => `var(--status-${family[status]})`;

const family: Record<Status, string> = {
  success: 'success',
  warning: 'warning',
  failure: 'failure',
  running: 'running',
  cancelling: 'running',
  queued: 'queued',
  pending: 'queued',
  cancelled: 'cancelled',
  skipped: 'cancelled',
  timed_out: 'timed-out',
  error: 'error',
};

interface Props {
  status: Status;
  /** Shown beside the shape; without it the usual word is there for screen readers and on hover. */
  word?: string | boolean;
  size?: number;
}

/** Shape, colour and word of a status: never the colour alone. */
export function StatusMark({ status, word = false, size = 16 }: Props) {
  const text = typeof word === 'string' ? word : statusWords[status];
  return (
    <span className={styles.mark} style={{ color: statusColor(status) }}>
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: it has one exactly when no word stands beside it */}
      <svg
        className={status === 'running' || status === 'cancelling' ? styles.turning : undefined}
        width={size}
        height={size}
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
        {...(word === false ? { role: 'img', 'aria-label': text } : { 'aria-hidden': true })}
      >
        {word === false && <title>{text}</title>}
        {shapes[status]}
      </svg>
      {word !== false && <span>{text}</span>}
    </span>
  );
}

const ring = <circle cx="8" cy="8" r="6" />;
const disc = <circle cx="8" cy="8" r="7" fill="currentColor" stroke="none" />;
const on = { stroke: 'var(--surface-0)', strokeWidth: 1.8 };

const shapes: Record<Status, React.ReactNode> = {
  success: (
    <>
      {disc}
      <path d="M5 8.3l2.1 2.1L11 6" {...on} />
    </>
  ),
  failure: (
    <>
      {disc}
      <path d="M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8" {...on} />
    </>
  ),
  warning: (
    <>
      <path d="M8 1.6l6.6 12.2H1.4z" fill="currentColor" />
      <path d="M8 6v3.4M8 11.6h.01" {...on} />
    </>
  ),
  running: (
    <>
      <circle cx="8" cy="8" r="6" opacity="0.3" />
      <path d="M8 2a6 6 0 0 1 0 12" />
    </>
  ),
  cancelling: (
    <>
      <circle cx="8" cy="8" r="6" opacity="0.3" strokeDasharray="2 2.2" />
      <path d="M8 2a6 6 0 0 1 5.2 3" />
    </>
  ),
  queued: ring,
  pending: <circle cx="8" cy="8" r="6" strokeDasharray="1.6 2.5" />,
  cancelled: (
    <>
      {ring}
      <path d="M4 12l8-8" />
    </>
  ),
  skipped: <path d="M4 8h8" />,
  timed_out: (
    <>
      {disc}
      <path d="M8 4.6V8l2.3 1.6" {...on} />
    </>
  ),
  error: (
    <>
      <rect x="1.2" y="1.2" width="13.6" height="13.6" rx="3" fill="currentColor" stroke="none" />
      <path d="M8 4.4v4.2M8 11.4h.01" {...on} />
    </>
  ),
};
