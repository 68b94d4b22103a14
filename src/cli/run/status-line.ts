import { performance } from 'node:perf_hooks';
import { elapsed, mark, type Terminal } from './terminal.ts';

const EVERY_MS = 500;
/** A command shorter than this needs no status. */
const FIRST_MS = 300;
const CLEAR = '\r\x1b[2K';

/** The last line of a terminal: what runs, and for how long. Where nobody watches it draws nothing. */
export class StatusLine {
  readonly #terminal: Terminal;
  #place: string | null = null;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #drawn = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  begin(place: string): void {
    this.#place = place;
    this.#startedAt = performance.now();
    clearInterval(this.#timer);
    if (this.#terminal.interactive) this.#timer = setInterval(() => this.#draw(), EVERY_MS);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#erase();
    this.#place = null;
  }

  /** Writes whole lines where the status was, and the status again below them. */
  above(text: string): void {
    this.#erase();
    this.#terminal.write(text);
    this.#draw();
  }

  close(): void {
    this.end();
  }

  #draw(): void {
    const ms = performance.now() - this.#startedAt;
    if (!this.#terminal.interactive || this.#place === null || ms < FIRST_MS) return;
    const time = elapsed(ms);
    const room = Math.max(1, this.#terminal.columns() - time.length - 6);
    const place = this.#place.length > room ? `${this.#place.slice(0, room - 1)}…` : this.#place;
    const { colors } = this.#terminal;
    this.#erase();
    this.#terminal.write(`${mark(this.#terminal, 'running')} ${place}  ${colors.gray(time)}`);
    this.#drawn = true;
  }

  #erase(): void {
    if (this.#drawn) this.#terminal.write(CLEAR);
    this.#drawn = false;
  }
}
