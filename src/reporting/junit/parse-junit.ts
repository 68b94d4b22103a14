import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { decodeText } from './decode-text.ts';
import type { TestCase } from './results.ts';

export type ParsedReport =
  | { readonly cases: TestCase[]; readonly truncated: boolean }
  | { readonly fault: string; readonly line?: number; readonly column?: number };

const nameCharacters = 300;
const messageCharacters = 1_000;
const detailCharacters = 10_000;
const deepest = 50;

/** Entities stay as they are written: nothing of a file can make the parser fetch or multiply anything. */
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  processEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  cdataPropName: '#cdata',
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/** As `preserveOrder` gives an element: its name with its children, and `:@` with its attributes. */
type Node = Readonly<Record<string, unknown>>;

/** Reads a JUnit XML file as the tools of many languages write it; no more than `most` cases. */
export function parseJunit(text: string, most: number): ParsedReport {
  const valid = XMLValidator.validate(text);
  if (valid !== true) {
    const { msg, line, col } = valid.err;
    return { fault: msg, line, column: col };
  }
  let nodes: readonly Node[];
  try {
    nodes = parser.parse(text) as Node[];
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
  const roots = nodes.filter((node) => ['testsuites', 'testsuite'].includes(nameOf(node)));
  if (roots.length === 0) return { fault: 'it has no testsuites and no testsuite' };
  const cases: TestCase[] = [];
  const whole = roots.every((root) => readSuite(root, '', 0));
  return { cases, truncated: !whole };

  /** False when there are too many. */
  function readSuite(node: Node, outer: string, depth: number): boolean {
    if (depth > deepest) return true;
    const own = attribute(node, 'name');
    const suite = own === '' ? outer : own;
    for (const child of childrenOf(node)) {
      const name = nameOf(child);
      if (name === 'testsuite' && !readSuite(child, suite, depth + 1)) return false;
      if (name !== 'testcase') continue;
      if (cases.length >= most) return false;
      cases.push(readCase(child, suite));
    }
    return true;
  }
}

function readCase(node: Node, suite: string): TestCase {
  const children = childrenOf(node);
  const find = (...names: readonly string[]): Node | undefined =>
    children.find((child) => names.includes(nameOf(child)));
  const failure = find('failure', 'error');
  const skipped = find('skipped', 'disabled');
  const again = find('flakyFailure', 'flakyError');
  const status = failure ? 'failed' : skipped ? 'skipped' : again ? 'flaky' : 'passed';
  const told = failure ?? skipped ?? again;
  const message = told === undefined ? '' : attribute(told, 'message') || attribute(told, 'type');
  const details = told === undefined ? '' : textOf(told).trim();
  const className = attribute(node, 'classname');
  const file = attribute(node, 'file');
  const line = Number(attribute(node, 'line'));
  return {
    suite: (className === '' ? suite : className).slice(0, nameCharacters),
    name: attribute(node, 'name').slice(0, nameCharacters),
    status,
    durationMs: millisecondsOf(attribute(node, 'time')),
    ...(message === '' ? {} : { message: message.slice(0, messageCharacters) }),
    ...(details === '' ? {} : { details: details.slice(0, detailCharacters) }),
    ...(file === '' ? {} : { file: file.slice(0, messageCharacters) }),
    ...(Number.isSafeInteger(line) && line > 0 ? { line } : {}),
  };
}

/** Seconds, as `0.25` or, in some tools, `1,234.5`. */
function millisecondsOf(text: string): number {
  const seconds = Number(text.replaceAll(',', ''));
  return Number.isFinite(seconds) && seconds > 0 ? Math.round(Math.min(seconds, 1e7) * 1_000) : 0;
}

const nameOf = (node: Node): string => Object.keys(node).find((key) => key !== ':@') ?? '';

function childrenOf(node: Node): readonly Node[] {
  const children = node[nameOf(node)];
  return Array.isArray(children) ? (children as Node[]) : [];
}

function attribute(node: Node, name: string): string {
  const attributes = node[':@'] as Record<string, unknown> | undefined;
  const value = attributes !== undefined && Object.hasOwn(attributes, name) ? attributes[name] : '';
  return typeof value === 'string' ? decodeText(value) : '';
}

/** Its text and its CDATA, not that of elements in it. */
function textOf(node: Node): string {
  return childrenOf(node)
    .map((child) => {
      const own = plainText(child);
      if (own !== '') return decodeText(own);
      return nameOf(child) === '#cdata' ? childrenOf(child).map(plainText).join('') : '';
    })
    .join('');
}

function plainText(node: Node): string {
  const text = node['#text'];
  return typeof text === 'string' ? text : '';
}
