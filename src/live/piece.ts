import { jsonText, memoryOfItsOwn } from './json-text.ts';
import { PassingBuffer } from './passing-buffer.ts';

/** No piece has more. */
export const pieceBytes = 64 * 1024;

/** Of which a message is made in memory that is used again: to keep that for less would waste it. */
const largeBytes = pieceBytes / 2;

/** Memory that is used for other output when nobody holds it any more. */
export interface SharedMemory {
  hold(): void;
  letGo(): void;
}

const passing = new PassingBuffer();

/**
 * Bytes of a log as viewers take them: no character is cut, unless the log itself ends within one. Whoever uses them
 * longer than he is called holds the piece meanwhile; else they may become other output.
 */
export class Piece implements SharedMemory {
  readonly log: string;
  readonly offset: number;
  readonly bytes: Buffer;
  /** What the bytes are a part of; null when they are memory of their own. */
  readonly memory: SharedMemory | null;
  #asked = false;
  #message: Buffer | null = null;

  constructor(log: string, offset: number, bytes: Buffer, memory: SharedMemory | null = null) {
    this.log = log;
    this.offset = offset;
    this.bytes = bytes;
    this.memory = memory;
  }

  get end(): number {
    return this.offset + this.bytes.length;
  }

  hold(): void {
    this.memory?.hold();
  }

  letGo(): void {
    this.memory?.letGo();
  }

  /**
   * The `output` message of a WebSocket, to be sent at once: when a socket still holds it afterwards, `keepMessage` is to
   * be called. It is made once for all viewers of the build; a large one, which often has one viewer only, from the second
   * viewer on.
   */
  message(job: string, build: number): Buffer {
    if (this.#message !== null) return this.#message;
    const passes = !this.#asked && this.bytes.length >= largeBytes;
    const message = jsonText(
      `{"type":"output","job":${JSON.stringify(job)},"build":${build},"log":${JSON.stringify(this.log)},` +
        `"offset":${this.offset},"bytes":${this.bytes.length},"data":`,
      this.bytes,
      '}',
      passes ? passing.room : memoryOfItsOwn,
    );
    if (!passes) this.#message = message;
    this.#asked = true;
    return message;
  }
}

/** A message of a piece is not written over. */
export const keepMessage = (message: Buffer): void => passing.keep(message);
