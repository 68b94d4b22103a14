import { close, open, write } from 'node:fs';
import { countNewlines } from './count-newlines.ts';
import { encodeRecord, RECORD_BYTES } from './line-index-format.ts';

/** Two records of one millisecond are kept apart only when this much lies between them. */
const DENSE_BYTES = 64 * 1024;
const FLUSH_BYTES = 4096;
const FLUSH_MS = 250;
const NEWLINE = 0x0a;

/**
 * Counts the lines of a log and writes the index beside it. The file is made with the first record, so
 * an empty log has none. The index only speeds up reading: a failure to write it ends the index, never
 * the run; the records on disk are still right.
 */
export class LineIndexWriter {
  readonly #path: string;
  #offset = 0;
  #newlines = 0;
  #atLineStart = true;
  #last = { offset: -DENSE_BYTES, ms: -1 };
  #buffer = Buffer.allocUnsafe(FLUSH_BYTES);
  #filled = 0;
  #fd: number | null = null;
  #writing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #failed = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Lines so far, an unfinished last one included. */
  get lines(): number {
    return this.#newlines + (this.#atLineStart ? 0 : 1);
  }

  get atLineStart(): boolean {
    return this.#atLineStart;
  }

  /** The next bytes of the log, `ms` after the start of its command. */
  add(bytes: Uint8Array, ms: number): void {
    const first = this.#atLineStart ? 0 : bytes.indexOf(NEWLINE) + 1;
    // A line that begins at the very end of these bytes belongs to the next ones, if any come.
    if ((first > 0 || this.#atLineStart) && first < bytes.length) {
      this.#record(this.#offset + first, this.#newlines + (this.#atLineStart ? 0 : 1), ms);
    }
    this.#offset += bytes.length;
    this.#newlines += countNewlines(bytes);
    this.#atLineStart = bytes[bytes.length - 1] === NEWLINE;
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    while (this.#writing !== null || (this.#filled > 0 && !this.#failed)) await this.#flush();
    if (this.#fd !== null) await closeFile(this.#fd);
  }

  #record(offset: number, line: number, ms: number): void {
    const whole = Math.floor(ms);
    if (this.#failed || (whole === this.#last.ms && offset - this.#last.offset < DENSE_BYTES)) return;
    this.#last = { offset, ms: whole };
    this.#reserve();
    encodeRecord(this.#buffer, this.#filled, { offset, line, ms: whole });
    this.#filled += RECORD_BYTES;
    if (this.#filled >= FLUSH_BYTES) void this.#flush();
    else this.#timer ??= setTimeout(() => void this.#flush(), FLUSH_MS);
  }

  /** A disk slower than the output makes the buffer grow by 16 bytes per 64 KiB of log, no more. */
  #reserve(): void {
    if (this.#filled + RECORD_BYTES <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(this.#buffer.length * 2);
    this.#buffer.copy(larger, 0, 0, this.#filled);
    this.#buffer = larger;
  }

  #flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  async #write(): Promise<void> {
    const records = this.#buffer.subarray(0, this.#filled);
    this.#buffer = Buffer.allocUnsafe(FLUSH_BYTES);
    this.#filled = 0;
    try {
      this.#fd ??= await openFile(this.#path);
      for (let at = 0; at < records.length; ) at += await writeFile(this.#fd, records.subarray(at));
    } catch {
      this.#failed = true;
    }
  }
}

// Callbacks rather than `fs.promises`: this runs for every command, and a FileHandle costs more than the write.
const openFile = (path: string) =>
  new Promise<number>((resolve, reject) => {
    open(path, 'w', (error, fd) => (error ? reject(error) : resolve(fd)));
  });

const writeFile = (fd: number, bytes: Buffer) =>
  new Promise<number>((resolve, reject) => {
    write(fd, bytes, (error, written) => (error ? reject(error) : resolve(written)));
  });

const closeFile = (fd: number) => new Promise<void>((resolve) => close(fd, () => resolve()));
