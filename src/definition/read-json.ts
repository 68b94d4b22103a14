import { FieldNames } from './field-names.ts';
import type { ProblemList } from './problem-list.ts';
import { code, quote } from './quote.ts';
import { Budget, type Entry, ReadFault, type Tree } from './tree.ts';

const space = /[ \t\r\n]*/y;
const plainCharacters = /[^"\\\p{Cc}]+/uy;
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y;
const word = /[\p{L}\p{N}_.$+-]+/uy;
const constants = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** The tree of a JSON text, read strictly; its first fault of syntax is thrown as a ReadFault. */
export function readJson(text: string, problems: ProblemList): Tree {
  return new JsonReader(text, problems).document();
}

class JsonReader {
  readonly #text: string;
  readonly #problems: ProblemList;
  readonly #budget = new Budget();
  #at = 0;

  constructor(text: string, problems: ProblemList) {
    this.#text = text;
    this.#problems = problems;
  }

  document(): Tree {
    this.#skip();
    if (this.#at === this.#text.length) return { kind: 'scalar', at: 0, value: null };
    if (this.#text[this.#at] !== '{') throw this.#fault('a job begins with `{`: is the text YAML?');
    const tree = this.#value(0);
    this.#skip();
    if (this.#at < this.#text.length) throw this.#fault('something follows the end of the job: remove it');
    return tree;
  }

  #value(depth: number): Tree {
    const at = this.#at;
    const next = this.#text[at];
    this.#budget.spend(at, depth);
    if (next === '{') return this.#map(depth);
    if (next === '[') return this.#list(depth);
    if (next === '"') {
      const value = this.#string();
      this.#budget.spend(at, depth, value.length);
      return { kind: 'scalar', at, value };
    }
    const source = this.#take(number);
    if (source !== null) return { kind: 'scalar', at, value: Number(source), source };
    const name = this.#take(word);
    if (name !== null && constants.has(name)) return { kind: 'scalar', at, value: constants.get(name)! };
    this.#at = at;
    if (name !== null)
      throw this.#fault(
        `${code(name)} is no JSON value: text stands in double quotes, and true, false and null in small letters`,
      );
    throw this.#fault('a value is missing here');
  }

  #map(depth: number): Tree {
    const at = this.#at;
    const entries: Entry[] = [];
    const names = new FieldNames(this.#problems);
    this.#members('}', () => {
      const keyAt = this.#at;
      if (this.#text[keyAt] !== '"') throw this.#fault('the name of a field must be here, in double quotes');
      const key = this.#string();
      this.#skip();
      if (this.#text[this.#at] !== ':') throw this.#fault(`a \`:\` is missing after ${quote(key)}`);
      this.#at += 1;
      this.#skip();
      const value = this.#value(depth + 1);
      if (names.add(key, keyAt)) entries.push({ key, at: keyAt, value });
    });
    return { kind: 'map', at, entries };
  }

  #list(depth: number): Tree {
    const at = this.#at;
    const items: Tree[] = [];
    this.#members(']', () => items.push(this.#value(depth + 1)));
    return { kind: 'list', at, items };
  }

  /** What stands between the brackets, the reader standing on the first one. */
  #members(end: string, member: () => void): void {
    this.#at += 1;
    this.#skip();
    if (this.#text[this.#at] === end) {
      this.#at += 1;
      return;
    }
    for (;;) {
      member();
      this.#skip();
      const next = this.#text[this.#at];
      if (next !== ',' && next !== end) throw this.#fault(`a \`,\` or \`${end}\` is missing here`);
      this.#at += 1;
      if (next === end) return;
      this.#skip();
      if (this.#text[this.#at] === end)
        throw this.#fault('a comma stands before this bracket: JSON allows none after the last entry');
    }
  }

  #string(): string {
    const begin = this.#at;
    this.#at += 1;
    while (this.#text[this.#at] !== '"') {
      if (this.#take(plainCharacters) !== null || this.#take(escaped) !== null) continue;
      if (this.#text[this.#at] === '\\')
        throw this.#fault(
          `${code(this.#text.slice(this.#at, this.#at + 2))} is no escape of JSON: a backslash itself is written \`\\\\\``,
        );
      if (this.#at === this.#text.length) this.#at = begin;
      throw this.#fault(
        'the text that begins here or in this line is not closed: a `"` is missing, and a line break is written `\\n`',
      );
    }
    this.#at += 1;
    return JSON.parse(this.#text.slice(begin, this.#at)) as string;
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at = pattern.lastIndex;
    return match === null ? null : match[0];
  }

  #skip(): void {
    this.#take(space);
  }

  /** The slips that come from writing JSON by hand are told by name, wherever they are met. */
  #fault(message: string): ReadFault {
    const rest = this.#text.slice(this.#at, this.#at + 2);
    if (rest === '')
      return new ReadFault(this.#at, `JSON: the text ends too early: is a bracket not closed?`);
    if (rest === '//' || rest === '/*' || rest.startsWith('#')) {
      return new ReadFault(
        this.#at,
        'JSON: comments are not allowed: remove it, or write the job file as YAML',
      );
    }
    if (rest.startsWith("'"))
      return new ReadFault(this.#at, 'JSON: text stands in double quotes, not in single ones');
    return new ReadFault(this.#at, `JSON: ${message}`);
  }
}
