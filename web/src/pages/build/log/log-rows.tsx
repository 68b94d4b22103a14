import type { LogOutline } from '../../../../../src/server/log-schemas.ts';
import type { Folds } from '../../../log/folds.ts';
import { groupAt, type PlacedGroup } from '../../../log/groups.ts';
import type { LineRange } from '../../../log/line-address.ts';
import { lineTime, type TimeMode } from '../../../log/line-time.ts';
import type { LogStore } from '../../../log/log-store.ts';
import { isVerbatim } from './lay-out.ts';
import styles from './log.module.css';
import { LogRow, type RowProps } from './log-row.tsx';

interface Props
  extends Pick<RowProps, 'query' | 'ignoreCase' | 'columns' | 'onNumber' | 'onFold' | 'onWhole'> {
  store: LogStore | null;
  folds: Folds;
  /** From 0. */
  rows: readonly number[];
  top: number;
  height: number;
  digits: number;
  groups: readonly PlacedGroup[];
  outline: LogOutline | undefined;
  lines: LineRange | null;
  found: number | null;
  times: TimeMode;
  startedAt: number | null;
  addressOf: (line: number) => string;
}

/** Elements are used again for other rows: as many as a view is high. */
const reused = 256;

/** The rows that are seen. They stand in a window that stays where it is while the log is scrolled below it. */
export function LogRows(props: Props) {
  const { store, folds, rows, top, height, digits, groups, outline, lines, found, times, startedAt } = props;
  if (store === null || store.total === 0) return null;
  const errors = new Set(outline?.errors);
  return (
    <div className={styles.window} style={{ height, ['--digits' as string]: digits }}>
      <div style={{ transform: `translateY(${top}px)` }}>
        {rows.map((row) => {
          const index = folds.lineOf(row);
          const line = index + 1;
          const group = groupAt(groups, line);
          const stored = store.line(index);
          const before = index === 0 ? 0 : (store.line(index - 1)?.ms ?? null);
          return (
            <LogRow
              key={row % reused}
              line={line}
              shown={store.shown(index)}
              cut={stored?.cut ?? null}
              time={times === 'none' ? null : lineTime(times, stored?.ms ?? null, before, startedAt)}
              address={props.addressOf(line)}
              selected={lines !== null && line >= lines.from && line <= lines.to}
              error={errors.has(line)}
              first={outline?.firstError === line}
              found={found === line}
              query={props.query}
              ignoreCase={props.ignoreCase}
              columns={props.columns}
              group={group?.line === line ? titleOf(group) : null}
              inGroup={group !== null && group.line !== line}
              verbatim={isVerbatim(outline, line)}
              onNumber={props.onNumber}
              onFold={props.onFold}
              onWhole={props.onWhole}
            />
          );
        })}
      </div>
    </div>
  );
}

/** One object for each group, so that a row that has not changed is not drawn again. */
const titles = new WeakMap<PlacedGroup, NonNullable<RowProps['group']>>();

function titleOf(group: PlacedGroup): NonNullable<RowProps['group']> {
  const known = titles.get(group);
  if (known !== undefined) return known;
  const { title, folded, line, end } = group;
  const made = { title, folded, lines: end - line };
  titles.set(group, made);
  return made;
}
