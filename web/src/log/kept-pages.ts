import { plain, type TextStyle } from '../../../src/log/style.ts';
import { LogPage, pageLines, type StoredLine } from './log-page.ts';
import type { ShownLine } from './runs.ts';

/** Kept at most, so that a log of any size takes the same memory: 60 pages, and some MiB where lines are long. */
const mostPages = 60;
const mostCharacters = 16_000_000;
/** What is looked at, and what is read for it, is never too much. */
const fewest = 3;

/** The pages of a log that were looked at last, by their number. */
export class KeptPages {
  /** Least recently wanted first. */
  readonly #pages = new Map<number, LogPage>();
  #characters = 0;

  get lines(): number {
    return [...this.#pages.values()].reduce((sum, { lines }) => sum + lines.length, 0);
  }

  line(line: number): StoredLine | undefined {
    return this.#pages.get(pageOf(line))?.lines[line % pageLines];
  }

  shown(line: number): ShownLine | undefined {
    const page = pageOf(line);
    return this.#pages.get(page)?.shown(line % pageLines, this.#styleBefore(page));
  }

  /** How many lines of a page there are. */
  lengthOf(page: number): number {
    return this.#pages.get(page)?.lines.length ?? 0;
  }

  /** It is wanted: others are forgotten before it. */
  touch(page: number): void {
    const known = this.#pages.get(page);
    if (known === undefined) return;
    this.#pages.delete(page);
    this.#pages.set(page, known);
  }

  /** Adds the line that comes next in its page; any other is there already, or not looked for any more. */
  put(line: number, stored: StoredLine): void {
    const page = this.#at(pageOf(line));
    if (line % pageLines !== page.lines.length) return;
    page.add(stored);
    this.#characters += stored.text.length;
  }

  /** In place of the line that is there; nothing where none is. */
  replace(line: number, stored: StoredLine): void {
    const page = this.#pages.get(pageOf(line));
    if (page === undefined) return;
    const before = page.characters;
    page.replace(line % pageLines, stored);
    this.#characters += page.characters - before;
  }

  /** The style in which the first line of a page begins. */
  begin(page: number, style: TextStyle): void {
    this.#at(page).begins = style;
  }

  /** Lets go of what was not wanted for longest; never of the page `tail`, to which what is printed is added. */
  forget(tail: number): void {
    for (const [number, page] of this.#pages) {
      if (this.#pages.size <= mostPages && this.#characters <= mostCharacters) return;
      if (number === tail || this.#pages.size <= fewest) continue;
      this.#pages.delete(number);
      this.#characters -= page.characters;
    }
  }

  #at(number: number): LogPage {
    const known = this.#pages.get(number);
    if (known !== undefined) return known;
    const page = new LogPage();
    this.#pages.set(number, page);
    return page;
  }

  /** As the server said; of a page that came live, as the one before it ends. */
  #styleBefore(page: number): TextStyle {
    let first = page;
    while (this.#pages.get(first)?.begins === null && this.#pages.get(first - 1)?.isFull) first -= 1;
    let style = this.#pages.get(first)?.begins ?? plain;
    for (let at = first; at < page; at += 1) {
      style = this.#pages.get(at)?.shown(pageLines - 1, style)?.end ?? plain;
    }
    return style;
  }
}

export const pageOf = (line: number): number => Math.floor(Math.max(0, line) / pageLines);
