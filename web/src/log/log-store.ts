import { jitter } from '../../../src/lib/jitter.ts';
import { applySgr, plain } from '../../../src/log/style.ts';
import type { LogLines } from '../../../src/server/log-schemas.ts';
import { KeptPages, pageOf } from './kept-pages.ts';
import { pageLines, type StoredLine } from './log-page.ts';
import { lengthen, liveLine } from './open-line.ts';
import type { ShownLine } from './runs.ts';

/** Where a log comes from. Lines of the server count from 1, those of the store from 0. */
export interface LogSource {
  lines(from: number, count: number, signal: AbortSignal): Promise<LogLines>;
  /** Whether what a request for lines failed with may pass by itself. */
  mayPass(error: unknown): boolean;
  /** Tells what is printed after byte `offset`. Returns what ends that. */
  follow(offset: number, events: LogEvents): () => void;
}

export interface LogEvents {
  output(text: string, bytes: number): void;
  /** Nothing more comes. */
  over(): void;
  failed(error: unknown): void;
}

/** Asked for at once at the end of a log that grows: it must not be longer again when the answer comes. */
const tailLines = 5_000;
const retryAfterMs = 2_000;

export type LogState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * The lines of a log that are looked at, out of a log of any size: pages are read when they are wanted and forgotten
 * when they are not looked at any more; what is printed is added at the end.
 */
export class LogStore {
  readonly #source: LogSource;
  readonly #changed: () => void;
  readonly #pages = new KeptPages();
  readonly #loading = new Set<number>();
  readonly #ending = new AbortController();
  #total = 0;
  #bytes = 0;
  #isOpen = false;
  #state: LogState = { kind: 'loading' };
  #isLive = false;
  #unfollow: (() => void) | null = null;
  #timesAsked = 0;

  /** `changed` is called for everything that comes, often. */
  constructor(source: LogSource, changed: () => void) {
    this.#source = source;
    this.#changed = changed;
  }

  /** Lines that the log has by now. */
  get total(): number {
    return this.#total;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get state(): LogState {
    return this.#state;
  }

  /** Output of it may still come. */
  get isLive(): boolean {
    return this.#isLive;
  }

  /** How many lines are kept. */
  get kept(): number {
    return this.#pages.lines;
  }

  /**
   * Begins to read: at that line, or at the end. With `live` what is printed from now on is added. A server that is away is
   * told of, and asked until it answers.
   */
  async open(at: number | 'end', live: boolean): Promise<void> {
    while (!this.#ending.signal.aborted) {
      const state = await this.#begin(at, live);
      if (this.#ending.signal.aborted) return;
      this.#state = state;
      this.#changed();
      if (state.kind !== 'failed' || !this.#source.mayPass(state.error)) return;
      await new Promise((resolve) => setTimeout(resolve, jitter(retryAfterMs)));
    }
  }

  async #begin(at: number | 'end', live: boolean): Promise<LogState> {
    try {
      const from = at === 'end' ? 0 : Math.floor(at / pageLines) * pageLines;
      await this.#read(from, at === 'end' ? 0 : pageLines);
      if (live) await this.#followFromEnd();
      else if (at === 'end') this.want(this.#total - 1, this.#total - 1);
      return { kind: 'ready' };
    } catch (error) {
      return { kind: 'failed', error };
    }
  }

  close(): void {
    this.#ending.abort();
    this.#unfollow?.();
  }

  line(line: number): StoredLine | undefined {
    return this.#pages.line(line);
  }

  shown(line: number): ShownLine | undefined {
    return this.#pages.shown(line);
  }

  /** Sees to it that these lines are there soon, and when they are, some before and after. */
  want(from: number, to: number): void {
    const [first, last] = [pageOf(from), Math.min(pageOf(to), pageOf(this.#total - 1))];
    let isThere = true;
    for (let page = first; page <= last; page += 1) isThere = this.#wantPage(page) && isThere;
    if (isThere) {
      if (first > 0) this.#wantPage(first - 1);
      if (last < pageOf(this.#total - 1)) this.#wantPage(last + 1);
    }
    this.#forget();
  }

  /** Whether all of it is there; if not it is asked for. */
  #wantPage(page: number): boolean {
    this.#pages.touch(page);
    const wanted = Math.min(pageLines, this.#total - page * pageLines);
    if (this.#pages.lengthOf(page) >= wanted) return true;
    this.#load(page, wanted);
    return false;
  }

  /** Asks for the times of lines that came live. */
  wantTimes(from: number, to: number): void {
    const now = performance.now();
    if (now - this.#timesAsked < 1_000) return;
    let first = from;
    while (first <= to && this.line(first)?.ms !== null) first += 1;
    if (first > to) return;
    this.#timesAsked = now;
    this.#source.lines(first + 1, to - first + 1, this.#ending.signal).then(
      ({ lines }) => {
        for (const { line, ms } of lines) {
          const known = this.line(line - 1);
          if (known !== undefined) this.#pages.replace(line - 1, { ...known, ms });
        }
        this.#changed();
      },
      () => {},
    );
  }

  #load(page: number, wanted: number): void {
    if (this.#loading.has(page)) return;
    this.#loading.add(page);
    const have = this.#pages.lengthOf(page);
    const from = page * pageLines + have;
    void this.#read(from, wanted - have)
      // The next attempt is made when the lines are wanted again, which is not at once.
      .catch(() => new Promise((resolve) => setTimeout(resolve, jitter(retryAfterMs))))
      .finally(() => {
        this.#loading.delete(page);
        this.#changed();
      });
  }

  async #read(from: number, count: number): Promise<LogLines> {
    const answer = await this.#source.lines(from + 1, count, this.#ending.signal);
    // What came live meanwhile is newer than an answer to an older question.
    if (!this.#isLive) this.#extend(answer);
    for (const line of answer.lines) this.#pages.put(line.line - 1, line);
    this.#takeStyle(answer);
    this.#forget();
    this.#changed();
    return answer;
  }

  #extend({ total, size, end, lines }: LogLines): void {
    this.#total = Math.max(this.#total, total);
    this.#bytes = Math.max(this.#bytes, size);
    const last = lines.at(-1);
    this.#isOpen = last !== undefined && last.line === total && last.offset + last.bytes === end;
  }

  #takeStyle({ lines, style }: LogLines): void {
    const first = (lines[0]?.line ?? 0) - 1;
    if (first >= 0 && first % pageLines === 0) this.#pages.begin(pageOf(first), applySgr(plain, style));
  }

  async #followFromEnd(): Promise<void> {
    for (;;) {
      const first = Math.max(0, pageOf(this.#total - 1) * pageLines);
      const answer = await this.#source.lines(first + 1, tailLines, this.#ending.signal);
      const last = answer.lines.at(-1)?.line ?? 0;
      this.#extend(answer);
      if (last === answer.total) {
        for (const line of answer.lines) this.#putNewer(line.line - 1, line);
        this.#takeStyle(answer);
        this.#isLive = true;
        this.#follow(answer.end);
        return;
      }
    }
  }

  #putNewer(line: number, stored: StoredLine): void {
    if (line % pageLines < this.#pages.lengthOf(pageOf(line))) this.#pages.replace(line, stored);
    else this.#pages.put(line, stored);
  }

  #follow(offset: number): void {
    this.#unfollow = this.#source.follow(offset, {
      output: (text, bytes) => {
        this.#append(text);
        this.#bytes = Math.max(this.#bytes, offset) + bytes;
        this.#changed();
      },
      over: () => {
        this.#isLive = false;
        this.#changed();
      },
      failed: (error) => {
        this.#isLive = false;
        this.#state = { kind: 'failed', error };
        this.#changed();
      },
    });
  }

  #append(text: string): void {
    const pieces = text.split('\n');
    for (const [at, piece] of pieces.entries()) {
      // Behind the last newline nothing begins before something is there.
      if (at === pieces.length - 1 && piece === '') break;
      if (this.#isOpen) this.#lengthenLast(piece);
      else {
        this.#total += 1;
        this.#pages.put(this.#total - 1, liveLine(piece));
      }
      this.#isOpen = at === pieces.length - 1;
    }
    this.#forget();
  }

  #lengthenLast(text: string): void {
    const last = this.#total - 1;
    const line = this.#pages.line(last);
    if (line !== undefined) this.#pages.replace(last, lengthen(line, text));
  }

  #forget(): void {
    this.#pages.forget(pageOf(this.#total - 1));
  }
}
