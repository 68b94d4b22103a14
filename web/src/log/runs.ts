import { applySgr, plain, type TextStyle } from '../../../src/log/style.ts';
import { type Token, tokenize } from './tokens.ts';

/** Text of one style. */
export interface Run {
  readonly text: string;
  readonly style: TextStyle;
}

/** A line as it is shown. */
export interface ShownLine {
  readonly runs: readonly Run[];
  /** The text of all runs. */
  readonly text: string;
  /** The style that goes on in the next line. */
  readonly end: TextStyle;
}

/** A line in its last state, as a terminal would leave it. `start`: the style in which the line before ended. */
export function showLine(line: string, start: TextStyle): ShownLine {
  if (!hasControl(line))
    return { runs: line === '' ? [] : [{ text: line, style: start }], text: line, end: start };
  const tokens = withoutLastReturn(tokenize(line));
  return tokens.every(({ kind }) => kind === 'text' || kind === 'style')
    ? writeStraight(tokens, start)
    : writeCells(tokens, start);
}

/** Anything that is not simply shown. */
function hasControl(line: string): boolean {
  for (let at = 0; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if ((code < 0x20 && code !== 0x09) || (code >= 0x7f && code < 0xa0) || code === 0x61c) return true;
    if (code >= 0x200e && code <= 0x2069) return true;
  }
  return false;
}

/** The first half of `\r\n`. */
function withoutLastReturn(tokens: Token[]): Token[] {
  let last = tokens.length;
  while (last > 0 && tokens[last - 1]?.kind === 'return') last -= 1;
  return tokens.slice(0, last);
}

function writeStraight(tokens: readonly Token[], start: TextStyle): ShownLine {
  let style = start;
  const runs: Run[] = [];
  for (const token of tokens) {
    if (token.kind === 'style') style = applySgr(style, token.parameters);
    else if (token.kind === 'text') add(runs, token.text, style);
  }
  return { runs, text: textOf(runs), end: style };
}

function add(runs: Run[], text: string, style: TextStyle): void {
  const last = runs.at(-1);
  if (last !== undefined && last.style === style) runs[runs.length - 1] = { text: last.text + text, style };
  else runs.push({ text, style });
}

/** Character by character, where the output goes back and writes over what is there. */
function writeCells(tokens: readonly Token[], start: TextStyle): ShownLine {
  const row = new Row(start);
  for (const token of tokens) row.take(token);
  const runs: Run[] = [];
  for (const cell of row.cells) add(runs, cell.text, cell.style);
  return { runs, text: textOf(runs), end: row.style };
}

const blank: Run = { text: ' ', style: plain };

/** One row of a terminal: a cursor, and what stands in each column. */
class Row {
  cells: Run[] = [];
  style: TextStyle;
  #column = 0;

  constructor(style: TextStyle) {
    this.style = style;
  }

  take(token: Token): void {
    switch (token.kind) {
      case 'text':
        this.#write(token.text);
        return;
      case 'style':
        this.style = applySgr(this.style, token.parameters);
        return;
      case 'return':
        this.#column = 0;
        return;
      case 'back':
        this.#column = Math.max(0, this.#column - 1);
        return;
      case 'column':
        this.#column = token.to;
        return;
      case 'move':
        this.#column = Math.max(0, this.#column + token.by);
        return;
      case 'erase':
        this.#erase(token.part);
    }
  }

  #write(text: string): void {
    while (this.cells.length < this.#column) this.cells.push(blank);
    for (const sign of text) {
      this.cells[this.#column] = { text: sign, style: this.style };
      this.#column += 1;
    }
  }

  #erase(part: 0 | 1 | 2): void {
    if (part === 2) this.cells = [];
    else if (part === 0) this.cells.length = Math.min(this.cells.length, this.#column);
    else this.cells.fill(blank, 0, this.#column + 1);
  }
}

const textOf = (runs: readonly Run[]): string => runs.map(({ text }) => text).join('');
