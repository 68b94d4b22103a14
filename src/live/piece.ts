import { jsonText } from './json-text.ts';

/** Bytes of a log as viewers take them: no character is cut, unless the log itself ends within one. */
export class Piece {
  readonly log: string;
  readonly offset: number;
  readonly bytes: Buffer;
  #message: Buffer | null = null;

  constructor(log: string, offset: number, bytes: Buffer) {
    this.log = log;
    this.offset = offset;
    this.bytes = bytes;
  }

  get end(): number {
    return this.offset + this.bytes.length;
  }

  /** The `output` message of a WebSocket, made once for all viewers of the build. */
  message(job: string, build: number): Buffer {
    this.#message ??= jsonText(
      `{"type":"output","job":${JSON.stringify(job)},"build":${build},"log":${JSON.stringify(this.log)},` +
        `"offset":${this.offset},"bytes":${this.bytes.length},"data":`,
      this.bytes,
      '}',
    );
    return this.#message;
  }
}
