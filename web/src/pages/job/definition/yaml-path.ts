/** Where a cursor is in a job file, by the keys that lead there; lists are passed over. */
export interface YamlPlace {
  /** Keys of the mappings round it, the outermost first. */
  readonly path: readonly string[];
  /** Of a cursor behind `key:`, that key. */
  readonly valueOf: string | null;
}

const entry = /^(\s*)((?:-\s+)*)("[^"]*"|'[^']*'|[^\s:#"'][^:#]*?)\s*:(?:\s+(.*))?$/;
const unfinished = /^(\s*)((?:-\s+)*)[\w.-]*$/;

/**
 * Reads the lines up to the cursor, the last one cut at it; null inside of a text of several lines. It goes by the
 * indentation alone, because what is being written is seldom whole.
 */
export function placeOf(lines: readonly string[]): YamlPlace | null {
  const current = lines.at(-1) ?? '';
  const value = entry.exec(current) ?? /^(\s*)((?:-\s+)*)([\w.-]+):\s*()$/.exec(current);
  const start = value ?? unfinished.exec(current);
  if (start === null) return null;
  const [, indent = '', dashes = ''] = start;
  const path: string[] = [];
  let limit = dashes === '' ? indent.length : indent.length + 0.5;
  for (const line of lines.slice(0, -1).reverse()) {
    const found = entry.exec(line.replace(/\s+#.*$/, ''));
    if (found === null) continue;
    const [, space = '', dash = '', key = '', text = ''] = found;
    const column = space.length + dash.length;
    if (column < limit) {
      if (/^[|>]/.test(text)) return null;
      path.unshift(unquote(key));
      limit = column;
    }
    // The first key of a list's item: what holds the list stands at the dash or left of it.
    if (column === limit && dash !== '') limit = space.length + 0.5;
  }
  return { path, valueOf: value === null ? null : unquote(value[3] ?? '') };
}

const unquote = (key: string): string => key.replace(/^(["'])(.*)\1$/, '$2');
