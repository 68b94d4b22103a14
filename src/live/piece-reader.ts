import { completeLength } from '../lib/utf8.ts';
import type { OpenLogs } from './open-logs.ts';
import { Piece, pieceBytes } from './piece.ts';
import { farBytes, type ReadBlock, type ReadBlocks } from './read-blocks.ts';

interface Wanted {
  readonly log: string;
  readonly offset: number;
  /** No piece goes on beyond so many bytes. */
  readonly most: number;
  /** Length of the log, as soon as it is known to be complete. */
  readonly end: () => number | undefined;
}

/** Makes pieces of what stands in the files of a build. */
export class PieceReader {
  readonly #files: OpenLogs;
  readonly #blocks: ReadBlocks;

  constructor(files: OpenLogs, blocks: ReadBlocks) {
    this.#files = files;
    this.#blocks = blocks;
  }

  /** Gives the pieces that follow each other from there on to `add`; false when the file has none. */
  async read(wanted: Wanted, add: (piece: Piece) => void): Promise<boolean> {
    const { log, offset, end } = wanted;
    const most = Math.min(wanted.most, farBytes);
    const block = this.#blocks.take(most);
    try {
      let bytes = await this.#files.read(log, offset, block.buffer.subarray(0, most));
      // Less than a character: the rest of it lies beyond what was wanted.
      if (completeLength(bytes) === 0 && bytes.length > 0 && most < pieceBytes)
        bytes = await this.#files.read(log, offset, block.buffer.subarray(0, pieceBytes));
      const whole = wholeCharacters(bytes, offset, end());
      for (const piece of piecesOf(log, offset, whole, block)) add(piece);
      return whole.length > 0;
    } finally {
      block.letGo();
    }
  }
}

/** A log that ends within a character is told as it is. */
function wholeCharacters(bytes: Buffer, offset: number, end = Infinity): Buffer {
  const known = bytes.subarray(0, Math.max(0, end - offset));
  const length = completeLength(known);
  return length === 0 && offset + known.length >= end ? known : known.subarray(0, length);
}

function* piecesOf(log: string, offset: number, bytes: Buffer, block: ReadBlock): Generator<Piece> {
  // A few bytes shall not hold what they were read into.
  const own = bytes.length < block.buffer.length / 2;
  const all = own ? Buffer.from(bytes) : bytes;
  for (let at = 0; at < all.length; ) {
    const rest = all.length - at;
    const length = rest <= pieceBytes ? rest : completeLength(all.subarray(at, at + pieceBytes));
    yield new Piece(log, offset + at, all.subarray(at, at + length), own ? null : block);
    at += length;
  }
}
