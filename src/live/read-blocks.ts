import { pieceBytes, type SharedMemory } from './piece.ts';

/** What is read at once from a file by who is far behind. */
export const farBytes = 4 * pieceBytes;

/** Of each size, so many wait to be used again. */
const mostFree = 8;

/**
 * What logs are read into, used again and again: memory outside of V8's heap counts towards the limits of its garbage
 * collector, which in a server that has been up for a while would run a hundred times for 1 GiB.
 */
export class ReadBlocks {
  readonly #free = new Map<number, ReadBlock[]>([
    [pieceBytes, []],
    [farBytes, []],
  ]);

  /** A block of at least `length` bytes, up to `farBytes`, held by the caller. */
  take(length: number): ReadBlock {
    const size = length <= pieceBytes ? pieceBytes : farBytes;
    const block = this.#free.get(size)?.pop() ?? new ReadBlock(size, this.#giveBack);
    block.hold();
    return block;
  }

  readonly #giveBack = (block: ReadBlock): void => {
    const free = this.#free.get(block.buffer.length);
    if (free !== undefined && free.length < mostFree) free.push(block);
  };
}

/** Goes back when the last one has let go of it. Who never lets go leaves it to the garbage collector, and harms nobody. */
export class ReadBlock implements SharedMemory {
  readonly buffer: Buffer;
  readonly #giveBack: (block: ReadBlock) => void;
  #holders = 0;

  constructor(size: number, giveBack: (block: ReadBlock) => void) {
    this.buffer = Buffer.allocUnsafeSlow(size);
    this.#giveBack = giveBack;
  }

  hold(): void {
    this.#holders += 1;
  }

  letGo(): void {
    this.#holders -= 1;
    if (this.#holders === 0) this.#giveBack(this);
  }
}
