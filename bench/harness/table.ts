import { holds, type Row } from './row.ts';

const heads = ['part', 'what', 'ours', 'limit', 'ratio', 'aim', '', 'note'];

/** A Markdown table whose columns also line up on a terminal. */
export function formatTable(rows: readonly Row[]): string {
  const lines = [heads, ...rows.map(cellsOf)];
  const widths = heads.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const format = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = lines;
  return [
    format(head),
    `| ${widths.map((width) => '-'.repeat(Math.max(1, width))).join(' | ')} |`,
    ...body.map(format),
  ].join('\n');
}

function cellsOf(row: Row): string[] {
  const { part, what, ours, unit, limit, ratio, aim, note } = row;
  const verdict = holds(row);
  return [
    part,
    what,
    `${short(ours)} ${unit}`,
    limit === undefined ? '' : `${short(limit.value)} ${unit} (${limit.name})`,
    ratio === undefined ? '' : `${short(ratio)}×`,
    aim === undefined ? '' : `${aim.relation} ${short(aim.value)}${aim.of === 'ratio' ? '×' : ` ${unit}`}`,
    verdict === null ? '' : verdict ? 'holds' : 'MISSED',
    note ?? '',
  ];
}

/** Three significant digits are more than these measurements are worth. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}
