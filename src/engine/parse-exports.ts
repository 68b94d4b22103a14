/** Names and values that a command left for the commands after it, in the order in which it wrote them. */
export type Exports = { name: string; value: string }[];

/** Linux hands a process no single value of more than 128 KiB. */
const LONGEST_VALUE = 120 * 1024;

/**
 * The text of a `CI_ENV` file: lines `NAME=value`, and for values of several lines
 *
 *     NAME<<END
 *     …
 *     END
 *
 * with any word for END. Empty lines mean nothing. Whatever else stands there is a fault, told with its line: a
 * value that is silently missing is worse than a step that fails. `shown` makes fit for a message what it quotes.
 */
export function parseExports(
  text: string,
  shown: (text: string) => string = (text) => text,
): { exports: Exports } | { fault: string } {
  const lines = text.split('\n');
  const exports: Exports = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as string;
    if (line === '') continue;
    const begin = /^([^=<]*)(=|<<)/.exec(line);
    if (begin === null)
      return fault(at, `${quote(shown(line))} is neither \`NAME=value\` nor the begin of \`NAME<<END\``);
    const [whole, name = '', sign] = begin;
    let value = line.slice(whole.length);
    const start = at;
    if (sign === '<<') {
      const end = value;
      at = lines.indexOf(end, start + 1);
      if (end.trim() === '') return fault(start, `name a word that ends the value, as in \`${name}<<END\``);
      if (at === -1) return fault(start, `the value of ${name} has no end: a line \`${end}\` is missing`);
      value = lines.slice(start + 1, at).join('\n');
    }
    // Part of a secret may stand before the first `=` of it.
    const wrong = wrongWith(name, value, shown(line) === line ? name : shown(line));
    if (wrong !== null) return fault(start, wrong);
    exports.push({ name, value });
  }
  return { exports };
}

function wrongWith(name: string, value: string, shown: string): string | null {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    return `${quote(shown)} is no name of a variable: letters, digits and \`_\`, no digit first`;
  if (name.startsWith('CI_')) return `names that begin with CI_ belong to Drover: ${name} is not allowed`;
  if (value.includes('\0')) return `the value of ${name} has a NUL character`;
  if (Buffer.byteLength(value) > LONGEST_VALUE)
    return `the value of ${name} is larger than ${LONGEST_VALUE / 1024} KiB: put it into a file of the workspace`;
  return null;
}

const fault = (line: number, what: string) => ({ fault: `CI_ENV, line ${line + 1}: ${what}` });

const quote = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
