type Cell = string | number | null | undefined;

/** Title of a column → its value of a row. */
export type CsvColumns<T> = Readonly<Record<string, (row: T) => Cell>>;

/** RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it. */
export function toCsv<T>(columns: CsvColumns<T>, rows: readonly T[]): string {
  const values = Object.values(columns);
  const lines = rows.map((row) => values.map((value) => cell(value(row))).join(','));
  return `${[Object.keys(columns).join(','), ...lines].join('\r\n')}\r\n`;
}

function cell(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^\s*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
