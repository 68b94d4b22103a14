/**
 * What a step can say about its own output, in the words that other systems have made common: groups and
 * annotations of GitHub Actions (`::group::title`, `::error file=a.ts,line=3::message`), also in the spelling
 * `##[group]title`, and the headings of Buildkite (`--- title`). They are understood when a log is read; the log
 * itself stays as it was printed.
 */
export type Marker =
  | { readonly kind: 'open'; readonly title: string; readonly folded: boolean }
  | { readonly kind: 'close' }
  /** The group before, folded by itself, is to be open. */
  | { readonly kind: 'unfold' }
  | Annotation
  /** Until `::token::` comes nothing is a marker. */
  | { readonly kind: 'stop'; readonly token: string };

export type AnnotationLevel = 'error' | 'warning' | 'notice' | 'debug';

export interface Annotation {
  readonly kind: 'annotation';
  readonly level: AnnotationLevel;
  readonly message: string;
  readonly title?: string;
  /** The place in the source that it is about. */
  readonly file?: string;
  readonly fileLine?: number;
}

const longestTitle = 300;

const command = /^(?:::([a-z-]+)(?: (.*?))?::|##\[([a-z]+)\])(.*)$/;
const heading = /^(---|\+\+\+|~~~) +(\S.*)$/;
/** Results of `go test -v`, and the names of the files in a diff. */
const noHeading = /^(?:--- (?:PASS|FAIL|SKIP|BENCH): |(?:---|\+\+\+) (?:[ab]\/|"[ab]\/|\/dev\/null))/;
const levels: ReadonlySet<string> = new Set(['error', 'warning', 'notice', 'debug']);

/** Reads a line as `visibleText` gives it; null when it is just text. */
export function parseMarker(text: string): Marker | null {
  switch (text.charCodeAt(0)) {
    case 0x3a: // :
    case 0x23: // #
      return parseCommand(text);
    case 0x2b: // +
    case 0x2d: // -
    case 0x7e: // ~
      return parseHeading(text);
    case 0x5e: // ^
      return text.trimEnd() === '^^^ +++' ? { kind: 'unfold' } : null;
    default:
      return null;
  }
}

/** Whether the line ends a stretch that `::stop-commands::token` began. */
export const resumes = (text: string, token: string): boolean => text.trimEnd() === `::${token}::`;

function parseCommand(text: string): Marker | null {
  const match = command.exec(text);
  if (match === null) return null;
  const [, long, properties = '', short, rest = ''] = match;
  const name = long ?? short ?? '';
  const message = long === undefined ? rest : unescapeData(rest);
  if (name === 'group') return { kind: 'open', title: titleOf(message), folded: true };
  if (name === 'endgroup') return { kind: 'close' };
  if (name === 'stop-commands' && message.trim() !== '') return { kind: 'stop', token: message.trim() };
  if (!levels.has(name)) return null;
  return { kind: 'annotation', level: name as AnnotationLevel, message, ...placeOf(properties) };
}

function parseHeading(text: string): Marker | null {
  const match = heading.exec(text);
  if (match === null || noHeading.test(text)) return null;
  return { kind: 'open', title: titleOf(match[2] ?? ''), folded: match[1] !== '+++' };
}

function placeOf(properties: string): Pick<Annotation, 'title' | 'file' | 'fileLine'> {
  const values = new Map<string, string>();
  for (const property of properties.split(',')) {
    const [key = '', ...value] = property.split('=');
    values.set(key.trim(), unescapeData(value.join('=')).replaceAll('%3A', ':').replaceAll('%2C', ','));
  }
  const line = Number(values.get('line'));
  const [title, file] = [values.get('title'), values.get('file')];
  return {
    ...(title ? { title } : {}),
    ...(file ? { file } : {}),
    ...(Number.isSafeInteger(line) && line > 0 ? { fileLine: line } : {}),
  };
}

const unescapeData = (text: string): string =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');

function titleOf(text: string): string {
  const title = text.trim();
  return title.length > longestTitle ? `${title.slice(0, longestTitle)}…` : title;
}
