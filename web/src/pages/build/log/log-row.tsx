import { memo, type ReactNode } from 'react';
import { parseMarker } from '../../../../../src/log/markers.ts';
import { cssOf } from '../../../log/colors.ts';
import { hitsIn, type MarkedRun, markRuns } from '../../../log/highlight.ts';
import type { Run, ShownLine } from '../../../log/runs.ts';
import { wrapRuns } from '../../../log/wrap.ts';
import { Icon } from '../../../ui/icon.tsx';
import styles from './log.module.css';

export interface RowGroup {
  readonly title: string;
  readonly folded: boolean;
  readonly lines: number;
}

export interface RowProps {
  /** From 1. */
  line: number;
  /** Undefined while it is read. */
  shown: ShownLine | undefined;
  cut: 'start' | 'end' | null;
  time: string | null;
  address: string;
  selected: boolean;
  error: boolean;
  first: boolean;
  /** It is the hit that was jumped to. */
  found: boolean;
  query: string;
  ignoreCase: boolean;
  /** Of the view where long lines are wrapped; null where they are not. */
  columns: number | null;
  group: RowGroup | null;
  /** It is inside of a group. */
  inGroup: boolean;
  /** Markers mean nothing here. */
  verbatim: boolean;
  onNumber: (line: number, extend: boolean) => void;
  onFold: (line: number) => void;
  onWhole: (line: number) => void;
}

/** One line of a log. Its text is only ever text: nothing in it becomes an element, a link or a script. */
export const LogRow = memo(function LogRow(props: RowProps) {
  const { line, time, address, selected, error, first, found, inGroup, onNumber } = props;
  const marks = [
    styles.row,
    selected && styles.selected,
    error && styles.error,
    first && styles.first,
    found && styles.found,
    inGroup && styles.inGroup,
  ];
  return (
    <div className={marks.filter(Boolean).join(' ')} data-line={line}>
      <a
        className={styles.number}
        href={address}
        tabIndex={-1}
        aria-label={`Line ${line}`}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey) return;
          event.preventDefault();
          onNumber(line, event.shiftKey);
        }}
      >
        {line}
      </a>
      {time !== null && <span className={styles.time}>{time}</span>}
      <LineText {...props} />
    </div>
  );
});

function LineText({ line, shown, group, verbatim, cut, columns, onFold, onWhole, ...search }: RowProps) {
  if (shown === undefined) return <span className={styles.missing} />;
  if (group !== null) {
    return (
      <button
        type="button"
        className={styles.group}
        aria-expanded={!group.folded}
        onClick={() => onFold(line)}
      >
        <Icon name={group.folded ? 'chevron' : 'down'} size={12} />
        <Runs runs={[{ text: group.title, style: {} }]} {...search} />
        {group.folded && <span className={styles.amount}>{group.lines.toLocaleString('en')} lines</span>}
      </button>
    );
  }
  const marker = verbatim ? null : parseMarker(shown.text);
  if (marker?.kind === 'annotation') {
    const { level, message, title, file, fileLine } = marker;
    return (
      <span className={styles.text}>
        <span className={styles.level} data-level={level}>
          {level}
        </span>
        {title !== undefined && <b>{title}: </b>}
        <Runs runs={[{ text: message.replaceAll('\n', ' ⏎ '), style: {} }]} {...search} />
        {file !== undefined && (
          <span className={styles.place}>
            {' '}
            {file}
            {fileLine !== undefined && `:${fileLine}`}
          </span>
        )}
      </span>
    );
  }
  const rows = columns === null ? [shown.runs] : wrapRuns(shown.runs, columns);
  return (
    <span className={styles.text}>
      {cut === 'start' && <WholeButton line={line} onWhole={onWhole} />}
      {rows.map((runs, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of one text never change places
        <span key={index} className={columns === null ? undefined : styles.wrapped}>
          <Runs runs={runs} {...search} />
        </span>
      ))}
      {cut === 'end' && <WholeButton line={line} onWhole={onWhole} />}
    </span>
  );
}

const WholeButton = ({ line, onWhole }: Pick<RowProps, 'line' | 'onWhole'>) => (
  <button type="button" className={styles.whole} onClick={() => onWhole(line)}>
    … show all
  </button>
);

function Runs({
  runs,
  query,
  ignoreCase,
}: { runs: readonly Run[] } & Pick<RowProps, 'query' | 'ignoreCase'>): ReactNode {
  const text = query === '' ? '' : runs.map((run) => run.text).join('');
  const hits = hitsIn(text, query, ignoreCase);
  if (hits.length === 0 && runs.length === 1 && runs[0] !== undefined && cssOf(runs[0].style) === null)
    return runs[0].text;
  return markRuns(runs, hits).map((run, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: runs of one text never change places
    <StyledRun key={index} {...run} />
  ));
}

function StyledRun({ text, style, hit }: MarkedRun): ReactNode {
  const css = cssOf(style) ?? undefined;
  if (hit) return <mark style={css}>{text}</mark>;
  return css === undefined ? text : <span style={css}>{text}</span>;
}
