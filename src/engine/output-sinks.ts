import type { CommandLog } from './command-log.ts';
import type { Masker, MaskStream } from './masking/index.ts';

/** Where the output of a command goes. */
export type OutputSink = Pick<CommandLog, 'room' | 'accept' | 'onRoom' | 'flush' | 'note'>;

const KEPT_BYTES = 64 * 1024;
const END_BYTES = 4 * 1024;

/** Keeps the first 64 KiB of an output to itself. */
export class OutputText implements OutputSink {
  readonly #room = Buffer.alloc(16 * 1024);
  #kept = Buffer.alloc(0);

  get text(): string {
    return this.#kept.toString();
  }

  room(): Buffer {
    return this.#room;
  }

  accept(count: number): boolean {
    const left = KEPT_BYTES - this.#kept.length;
    if (left > 0) this.#kept = Buffer.concat([this.#kept, this.#room.subarray(0, Math.min(count, left))]);
    return true;
  }

  onRoom(): void {}

  flush(): void {}

  note(): void {}
}

/** Passes an output on to a log, and remembers its end without what must not be seen. */
export class OutputEnd implements OutputSink {
  readonly #log: OutputSink;
  #room = Buffer.alloc(0);
  readonly #masking: MaskStream | null;
  #end = Buffer.alloc(0);

  constructor(log: OutputSink, masker: Masker | null) {
    this.#log = log;
    this.#masking = masker?.stream((bytes) => this.#keep(bytes)) ?? null;
  }

  /** After the last of it has come. */
  get text(): string {
    this.#masking?.flush();
    return this.#end.toString();
  }

  room(): Buffer {
    this.#room = this.#log.room() as Buffer<ArrayBuffer>;
    return this.#room;
  }

  accept(count: number): boolean {
    const bytes = this.#room.subarray(0, count);
    if (this.#masking === null) this.#keep(bytes);
    else this.#masking.add(bytes);
    return this.#log.accept(count);
  }

  #keep(bytes: Uint8Array): void {
    this.#end = Buffer.concat([this.#end, bytes]).subarray(-END_BYTES);
  }

  onRoom(listener: (() => void) | null): void {
    this.#log.onRoom(listener);
  }

  flush(): void {
    this.#log.flush();
  }

  note(text: string): void {
    this.#log.note(text);
  }
}
