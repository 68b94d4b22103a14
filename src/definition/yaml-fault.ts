import type { YAMLParseError } from 'yaml';
import { printable } from './quote.ts';

/** What to do about the faults that people make; the library's own words say the rest. */
const words: readonly (readonly [code: string, message: RegExp, words: string])[] = [
  ['TAB_AS_INDENT', /./, 'a tab indents this line: use spaces'],
  [
    'BLOCK_AS_IMPLICIT_KEY',
    /./,
    'this value holds a `: `: put it in quotes or below `|`, or is the next line indented too far?',
  ],
  ['BAD_SCALAR_START', /./, 'a value cannot begin with this character: put it in quotes'],
  ['BAD_INDENT', /^Flow/, 'a `[` or `{` before is not closed, or what it holds is not indented'],
  ['BAD_INDENT', /./, 'wrong indentation: what belongs together begins in the same column'],
  [
    'MULTILINE_IMPLICIT_KEY',
    /./,
    'a name and its `:` must stand in one line: is a `:` missing, or a quote not closed?',
  ],
  ['BAD_ALIAS', /./, 'this alias or anchor is not valid: put a value that begins with `*` or `&` in quotes'],
  [
    'BAD_DQ_ESCAPE',
    /./,
    'this is no escape: in double quotes write the backslash twice, or use single quotes',
  ],
  ['KEY_OVER_1024_CHARS', /./, 'a name is longer than 1024 characters: is a quote not closed?'],
  ['MISSING_CHAR', /^Missing closing .quote/, 'the text ends, and a quote before is not closed'],
];

export function yamlFault({ code, message }: YAMLParseError): string {
  const known = words.find(([of, pattern]) => of === code && pattern.test(message));
  return `YAML: ${known?.[2] ?? printable(message.split('\n', 1)[0]!, 200)}`;
}
