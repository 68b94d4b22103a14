import { StringDecoder } from 'node:string_decoder';

/** A line longer than this is shown in pieces, so that output without newlines is neither hidden nor hoarded. */
const LONGEST = 16 * 1024;

/**
 * Output in chunks, given on in whole lines. Characters split between chunks are put together; of a line
 * that a progress bar rewrote with carriage returns only the last state is shown.
 */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  add(bytes: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(bytes)).split('\n');
    this.#rest = lines.pop() as string;
    for (const line of lines) this.#emit(line);
    while (this.#rest.length > LONGEST) {
      this.#emit(this.#rest.slice(0, LONGEST));
      this.#rest = this.#rest.slice(LONGEST);
    }
  }

  end(): void {
    const last = this.#rest + this.#decoder.end();
    this.#rest = '';
    if (last !== '') this.#emit(last);
  }

  #emit(line: string): void {
    const text = line.replace(/\r+$/, '');
    this.#onLine(text.slice(text.lastIndexOf('\r') + 1));
  }
}
