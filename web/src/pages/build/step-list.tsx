import { useEffect, useRef } from 'react';
import { humanDuration } from '../../../../src/lib/human-duration.ts';
import { asStatus, StatusMark, statusColor } from '../../ui/status-mark.tsx';
import { Duration } from '../../ui/time.tsx';
import { useNow } from '../../ui/use-now.ts';
import { type Command, type Outline, type StageOfBuild, statusOf } from './commands.ts';
import styles from './steps.module.css';

interface Props {
  outline: Outline;
  startedAt: string | null;
  finishedAt: string | null;
  /** The log that is shown; null for none. */
  log: string | null;
  addressOf: (log: string) => string;
  onSelect: (log: string) => void;
}

/** Stages, steps and hooks in order, each with its part of the whole time. */
export function StepList(props: Props) {
  const { outline, log } = props;
  const list = useRef<HTMLOListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another log is another item
  useEffect(() => bringIntoSight(list.current), [log]);
  return (
    <nav className={styles.steps} aria-label="Steps">
      <ol ref={list}>
        {outline.before.map((command) => (
          <CommandItem key={command.record.log} {...props} command={command} />
        ))}
        {outline.stages.map((stage) => (
          <Stage key={stage.title} {...props} stage={stage} />
        ))}
        {outline.after.map((command) => (
          <CommandItem key={command.record.log} {...props} command={command} />
        ))}
      </ol>
    </nav>
  );
}

/** Scrolls the list alone: the page stays where it is. */
function bringIntoSight(list: HTMLElement | null): void {
  const item = list?.querySelector('[aria-current]');
  if (list === null || item === null || item === undefined) return;
  const [around, place] = [list.getBoundingClientRect(), item.getBoundingClientRect()];
  const above = place.top - margin - around.top;
  const below = place.bottom + margin - around.bottom;
  if (above < 0) list.scrollTop += above;
  else if (below > 0) list.scrollTop += below;
}

/** Beside the shown step its neighbours are seen too; in pixels. */
const margin = 36;

function Stage({ stage, ...props }: Props & { stage: StageOfBuild }) {
  return (
    <li>
      <div className={styles.stage}>
        <StatusMark status={asStatus(stage.status)} size={14} />
        <span className={styles.stageTitle} title={stage.title}>
          {stage.title}
        </span>
        <span className={styles.took}>
          {stage.startedAt !== null && (
            <Duration ms={tookOf(stage, props.finishedAt)} since={stage.startedAt} />
          )}
        </span>
      </div>
      <ol className={styles.commands}>
        {stage.commands.map((command) => (
          <CommandItem key={command.record.log} {...props} command={command} />
        ))}
      </ol>
    </li>
  );
}

function CommandItem({
  command,
  log,
  addressOf,
  onSelect,
  startedAt,
  finishedAt,
}: Props & { command: Command }) {
  const { record, title, kind } = command;
  const status = statusOf(command);
  const earlier = record.earlierLogs ?? [];
  const isShown = log === record.log;
  const hasRun = record.startedAt !== null;
  return (
    <li>
      <a
        href={addressOf(record.log)}
        className={styles.step}
        data-kind={kind}
        data-status={record.status}
        aria-current={isShown ? 'true' : undefined}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          onSelect(record.log);
        }}
      >
        <StatusMark status={status} size={14} />
        <span className={styles.stepTitle} title={record.reason ?? title}>
          {title}
          {record.flaky === true && <span className={styles.tag}>flaky</span>}
          {record.ignored === true && <span className={styles.tag}>ignored</span>}
        </span>
        {hasRun && <Bar command={command} startedAt={startedAt} finishedAt={finishedAt} />}
        <span className={styles.took}>
          {hasRun ? (
            <Duration ms={tookOf(record, finishedAt)} since={record.startedAt} />
          ) : (
            wordOf(record.status)
          )}
        </span>
      </a>
      {earlier.length > 0 && (
        <ol className={styles.attempts} aria-label={`Earlier attempts of ${title}`}>
          {earlier.map((path, index) => (
            <li key={path}>
              <a
                href={addressOf(path)}
                aria-current={log === path ? 'true' : undefined}
                onClick={(event) => {
                  event.preventDefault();
                  onSelect(path);
                }}
              >
                attempt {index + 1}
              </a>
            </li>
          ))}
        </ol>
      )}
    </li>
  );
}

/** When in the whole build it ran. */
function Bar({
  command,
  startedAt,
  finishedAt,
}: {
  command: Command;
  startedAt: string | null;
  finishedAt: string | null;
}) {
  const { record } = command;
  const now = useNow();
  if (startedAt === null || record.startedAt === null) return null;
  const from = Date.parse(startedAt);
  const whole = Math.max(1, (finishedAt === null ? now : Date.parse(finishedAt)) - from);
  const start = Math.max(0, Date.parse(record.startedAt) - from) / whole;
  const took = (tookOf(record, finishedAt) ?? now - Date.parse(record.startedAt)) / whole;
  const status = statusOf(command);
  return (
    <span className={styles.track} aria-hidden="true" title={humanDuration(took * whole)}>
      <span
        style={{
          left: `${Math.min(97, start * 100)}%`,
          width: `${Math.max(3, Math.min(100 - start * 100, took * 100))}%`,
          background: statusColor(status),
        }}
      />
    </span>
  );
}

/** What its worker did not live to end ended with the build. */
function tookOf(
  { durationMs, startedAt }: { durationMs: number | null; startedAt: string | null },
  buildEnd: string | null,
): number | null {
  if (durationMs !== null || startedAt === null || buildEnd === null) return durationMs;
  return Math.max(0, Date.parse(buildEnd) - Date.parse(startedAt));
}

const wordOf = (status: string): string => (status === 'skipped' ? 'skipped' : '');
