import { close, open, writev } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { LineIndexWriter } from './line-index-writer.ts';

const openFile = promisify(open);
const closeFile = promisify(close);

const BLOCK_BYTES = 64 * 1024;
/** So much output may wait for the disk; then the command waits, as it would with a slow disk of its own. */
const MAX_BLOCKS = 8;
/** Less room than this at the end of a block is not worth a read of its own. */
const SMALLEST_READ = 16 * 1024;

interface Block {
  readonly bytes: Buffer;
  filled: number;
  /** Bytes of it that are not yet in the file. */
  unwritten: number;
}

interface Piece {
  readonly block: Block;
  readonly start: number;
  end: number;
}

export interface OutputLogOptions {
  path: string;
  indexPath: string;
  /** After these bytes are in the file. They are valid only during the call. */
  onWritten: (offset: number, bytes: Buffer) => void;
  /** Once, when the file cannot be written; everything after it is dropped. */
  onFailure: (error: NodeJS.ErrnoException) => void;
}

/**
 * One log file and its line index. Bytes are read straight into blocks (`room`, then `accept`), and
 * written from there in order, whatever waits in one call, so that the event loop never waits for the
 * disk and memory stays below `MAX_BLOCKS` blocks.
 */
export class OutputLog {
  readonly #fd: number;
  readonly #options: OutputLogOptions;
  readonly #index: LineIndexWriter;
  readonly #startedAt = performance.now();
  readonly #free: Block[] = [];
  #blocks = 1;
  #current: Block = newBlock();
  #waiting: Piece[] = [];
  #writing = false;
  #written = 0;
  #failure: NodeJS.ErrnoException | null = null;
  #onRoom: (() => void) | null = null;
  #onIdle: (() => void) | null = null;

  private constructor(fd: number, options: OutputLogOptions) {
    this.#fd = fd;
    this.#options = options;
    this.#index = new LineIndexWriter(options.indexPath);
  }

  /** Makes the file, empty. Throws what `open` throws. */
  static async open(options: OutputLogOptions): Promise<OutputLog> {
    return new OutputLog(await openFile(options.path, 'w'), options);
  }

  /** Bytes in the file. */
  get bytes(): number {
    return this.#written;
  }

  get lines(): number {
    return this.#index.lines;
  }

  /** Where the next bytes are to be put, from its start. */
  room(): Buffer {
    return this.#current.bytes.subarray(this.#current.filled);
  }

  /**
   * Takes the first `count` bytes of the last `room`. False: all other blocks wait for the disk; nothing
   * more should be read until `onRoom` is called, though there is room for one more read that was under way.
   */
  accept(count: number): boolean {
    const block = this.#current;
    this.#take(block, count);
    if (block.bytes.length - block.filled < SMALLEST_READ) this.#turn();
    return this.#free.length > 0 || this.#blocks < MAX_BLOCKS;
  }

  onRoom(listener: (() => void) | null): void {
    this.#onRoom = listener;
  }

  /** Nothing is ever kept back here. */
  flush(): void {}

  /** A line of Drover's own among the output, on a line by itself. */
  note(text: string): void {
    // In a buffer of its own: the room that was handed out belongs to the read under way.
    const bytes = Buffer.from(
      `${this.#index.atLineStart ? '' : '\n'}drover: ${text.replaceAll('\n', ' ')}\n`,
    );
    this.#take({ bytes, filled: 0, unwritten: 0 }, bytes.length);
  }

  /** Waits until everything is in the files and closes them. */
  async close(): Promise<void> {
    if (this.#writing) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    await Promise.all([this.#index.close(), closeFile(this.#fd).catch((error) => this.#fail(error))]);
  }

  /** The next `count` bytes of the block are output. */
  #take(block: Block, count: number): void {
    const start = block.filled;
    block.filled += count;
    this.#index.add(block.bytes.subarray(start, block.filled), performance.now() - this.#startedAt);
    if (this.#failure !== null) return;
    block.unwritten += count;
    this.#enqueue(block, start);
    this.#write();
  }

  #enqueue(block: Block, start: number): void {
    const last = this.#waiting.at(-1);
    if (last?.block === block && last.end === start) last.end = block.filled;
    else this.#waiting.push({ block, start, end: block.filled });
  }

  #turn(): void {
    const done = this.#current;
    this.#current = this.#free.pop() ?? this.#grow();
    if (done.unwritten === 0) this.#release(done);
  }

  #grow(): Block {
    this.#blocks += 1;
    return newBlock();
  }

  #release(block: Block): void {
    block.filled = 0;
    if (block.bytes.length === BLOCK_BYTES) this.#free.push(block);
  }

  #write(): void {
    if (this.#writing || this.#waiting.length === 0) return;
    this.#writing = true;
    const pieces = this.#waiting;
    this.#waiting = [];
    this.#writeAll(
      pieces.map(({ block, start, end }) => block.bytes.subarray(start, end)),
      () => {
        for (const { block, start, end } of pieces) this.#settle(block, start, end);
        this.#writing = false;
        this.#write();
        if (!this.#writing) this.#onIdle?.();
        this.#onRoom?.();
      },
    );
  }

  /** The file may take less than it was given, as it does just before the disk is full: the rest is offered again. */
  #writeAll(buffers: Buffer[], done: () => void): void {
    writev(this.#fd, buffers, (error, count) => {
      if (error !== null) {
        this.#fail(error);
        return done();
      }
      const rest = skip(buffers, count);
      if (rest.length === 0) done();
      else this.#writeAll(rest, done);
    });
  }

  #settle(block: Block, start: number, end: number): void {
    if (this.#failure === null) {
      this.#written += end - start;
      this.#options.onWritten(this.#written - (end - start), block.bytes.subarray(start, end));
    }
    block.unwritten -= end - start;
    if (block.unwritten === 0 && block !== this.#current) this.#release(block);
  }

  #fail(error: NodeJS.ErrnoException): void {
    if (this.#failure !== null) return;
    this.#failure = error;
    this.#options.onFailure(error);
  }
}

const newBlock = (): Block => ({ bytes: Buffer.allocUnsafeSlow(BLOCK_BYTES), filled: 0, unwritten: 0 });

function skip(buffers: Buffer[], count: number): Buffer[] {
  let left = count;
  return buffers.flatMap((buffer) => {
    const skipped = Math.min(left, buffer.length);
    left -= skipped;
    return skipped === buffer.length ? [] : [buffer.subarray(skipped)];
  });
}
