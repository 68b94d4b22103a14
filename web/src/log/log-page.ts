import { plain, type TextStyle } from '../../../src/log/style.ts';
import { type ShownLine, showLine } from './runs.ts';

/** A line as the server gave it, or as it came live. */
export interface StoredLine {
  readonly text: string;
  /** From the start of the command; null while nobody has asked the server. */
  readonly ms: number | null;
  /** Where it is in the file; null of a line that came live. */
  readonly offset: number | null;
  readonly bytes: number;
  readonly cut: 'start' | 'end' | null;
}

export const pageLines = 500;

/** Some hundred lines after one another, and how they look. */
export class LogPage {
  readonly lines: StoredLine[] = [];
  characters = 0;
  /** In which its first line begins, as the server says; null where nobody has asked. */
  begins: TextStyle | null = null;
  #start: TextStyle = plain;
  #shown: ShownLine[] = [];

  get isFull(): boolean {
    return this.lines.length >= pageLines;
  }

  add(line: StoredLine): void {
    this.lines.push(line);
    this.characters += line.text.length;
  }

  replace(index: number, line: StoredLine): void {
    const before = this.lines[index];
    if (before === undefined) return;
    this.characters += line.text.length - before.text.length;
    this.lines[index] = line;
    if (line.text !== before.text) this.#shown.length = Math.min(this.#shown.length, index);
  }

  /** `start`: the style in which the line before the page ends. Undefined for a line that is not here yet. */
  shown(index: number, start: TextStyle): ShownLine | undefined {
    if (start !== this.#start) {
      this.#start = start;
      this.#shown = [];
    }
    for (let at = this.#shown.length; at <= index; at += 1) {
      const line = this.lines[at];
      if (line === undefined) return undefined;
      // What is left out at the beginning of a line may have changed the style: it begins plain.
      const before = this.#shown[at - 1]?.end ?? start;
      this.#shown.push(showLine(line.text, line.cut === 'start' ? plain : before));
    }
    return this.#shown[index];
  }
}
