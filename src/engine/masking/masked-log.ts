import type { CommandLog } from '../command-log.ts';
import type { MaskStream } from './mask-stream.ts';
import type { Masker } from './masker.ts';

const READ_BYTES = 64 * 1024;

/** A log that gets its output masked: read into a buffer here, and copied on without what must not be seen. */
export class MaskedLog implements CommandLog {
  readonly #log: CommandLog;
  readonly #masker: Masker;
  readonly #stream: MaskStream;
  readonly #buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  /** In the log's own room, not yet accepted by it. */
  #filled = 0;
  #hasRoom = true;

  constructor(log: CommandLog, masker: Masker) {
    this.#log = log;
    this.#masker = masker;
    this.#stream = masker.stream((bytes) => this.#copy(bytes));
  }

  get bytes(): number {
    return this.#log.bytes;
  }

  get lines(): number {
    return this.#log.lines;
  }

  room(): Buffer {
    return this.#buffer;
  }

  accept(count: number): boolean {
    this.#stream.add(this.#buffer.subarray(0, count));
    this.#hand();
    return this.#hasRoom;
  }

  onRoom(listener: (() => void) | null): void {
    this.#log.onRoom(
      listener &&
        (() => {
          this.#hasRoom = true;
          listener();
        }),
    );
  }

  flush(): void {
    this.#stream.flush();
    this.#hand();
  }

  note(text: string): void {
    this.#log.note(this.#masker.text(text));
  }

  close(): Promise<void> {
    this.flush();
    return this.#log.close();
  }

  #copy(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const room = this.#log.room().subarray(this.#filled);
      const part = bytes.subarray(at, at + room.length);
      room.set(part);
      this.#filled += part.length;
      at += part.length;
      if (part.length === room.length) this.#hand();
    }
  }

  #hand(): void {
    if (this.#filled > 0) this.#hasRoom = this.#log.accept(this.#filled);
    this.#filled = 0;
  }
}
