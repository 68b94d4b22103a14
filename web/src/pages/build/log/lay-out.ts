import { parseMarker } from '../../../../../src/log/markers.ts';
import type { LogOutline } from '../../../../../src/server/log-schemas.ts';
import { groupAt } from '../../../log/groups.ts';
import type { LogStore } from '../../../log/log-store.ts';
import type { Scrolled } from '../../../log/scroll-position.ts';
import { countRows } from '../../../log/wrap.ts';
import type { Folding } from './use-folding.ts';
import type { ViewSize } from './use-size.ts';
import type { ViewChoices } from './use-view-choices.ts';

/** Of one line of text, in pixels; the style sheet says the same. */
export const rowHeight = 18;
const timeWidth = 108;
const padding = 28;
const fewestColumns = 20;

interface Content extends Pick<Folding, 'folds' | 'groups'> {
  readonly outline: LogOutline | undefined;
}

export interface Layout {
  /** Of the largest line number. */
  readonly digits: number;
  /** At which long lines are wrapped; null where they are not. */
  readonly columns: number | null;
  readonly scrolled: Scrolled;
}

export function layOut(
  size: ViewSize,
  { wraps, times }: ViewChoices,
  store: LogStore | null,
  content: Content,
): Layout {
  const { folds } = content;
  const digits = Math.max(3, String(store?.total ?? 0).length);
  const gutter = (digits + 2) * size.sign + (times === 'none' ? 0 : timeWidth);
  const columns = wraps
    ? Math.max(fewestColumns, Math.floor((size.width - gutter - padding) / size.sign))
    : null;
  const linesOf = (row: number) =>
    columns === null ? 1 : linesOfRow(store, folds.lineOf(row), columns, content);
  return {
    digits,
    columns,
    scrolled: { rows: folds.rows, rowHeight, viewHeight: size.height, linesOf },
  };
}

/** How many lines of text a line of the log takes where long ones are wrapped. Titles and annotations are not. */
function linesOfRow(
  store: LogStore | null,
  index: number,
  columns: number,
  { groups, outline }: Content,
): number {
  const shown = store?.shown(index);
  if (shown === undefined || shown.text.length <= columns / 2) return 1;
  if (groupAt(groups, index + 1)?.line === index + 1) return 1;
  const isAnnotation = parseMarker(shown.text)?.kind === 'annotation' && !isVerbatim(outline, index + 1);
  return isAnnotation ? 1 : countRows(shown.text, columns);
}

/** Whether markers are switched off there. */
export const isVerbatim = (outline: LogOutline | undefined, line: number): boolean =>
  outline?.verbatim.some(([from = 0, to = 0]) => line >= from && line <= to) ?? false;
