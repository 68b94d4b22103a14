import { completeLength, isContinuation } from '../lib/utf8.ts';
import type { OutputFrame } from './frame.ts';
import { Piece, pieceBytes } from './piece.ts';

/** A piece smaller than this is joined with those after it for a viewer that is behind. */
const smallBytes = pieceBytes / 2;
/** What a piece costs beside its bytes, so that single lines are bounded too. */
const overheadBytes = 512;

/**
 * What was printed or read last of one build, for all its viewers: at most `limit` bytes; the oldest go first.
 * What is not here is read from the file.
 */
export class RecentPieces {
  readonly #limit: number;
  readonly #pieces = new Map<string, Piece>();
  #cost = 0;
  /** The newest frame's end, and what of it waits for the rest of a character. */
  #last: { log: string; end: number; rest: Buffer } | null = null;

  constructor(limit = 1024 * 1024) {
    this.#limit = limit;
  }

  /** Bytes held, overhead included. */
  get cost(): number {
    return this.#cost;
  }

  addFrame({ log, offset, bytes }: OutputFrame): void {
    const end = offset + bytes.length;
    const joins = this.#last?.log === log && this.#last.end === offset;
    const rest = joins && this.#last !== null ? this.#last.rest : empty;
    // After a gap nobody knows where the first character began.
    if (bytes.length === 0 || (!joins && offset > 0 && isContinuation(bytes[0]))) {
      if (!joins) this.#last = null;
      return;
    }
    // A copy: the frame is a view of whatever else the connection received with it.
    const all = Buffer.concat([rest, bytes]);
    const complete = completeLength(all);
    this.#last = { log, end, rest: all.subarray(complete) };
    if (complete > 0) this.add(new Piece(log, offset - rest.length, all.subarray(0, complete)));
  }

  add(piece: Piece): Piece {
    const key = keyOf(piece.log, piece.offset);
    piece.hold();
    this.#drop(key);
    this.#pieces.set(key, piece);
    this.#cost += costOf(piece);
    for (const oldest of this.#pieces.keys()) {
      if (this.#cost <= this.#limit) break;
      this.#drop(oldest);
    }
    return piece;
  }

  #drop(key: string): void {
    const piece = this.#pieces.get(key);
    if (piece === undefined) return;
    this.#pieces.delete(key);
    this.#cost -= costOf(piece);
    piece.letGo();
  }

  /** The piece that begins there; small ones that follow each other come as one. */
  at(log: string, offset: number): Piece | null {
    const piece = this.#pieces.get(keyOf(log, offset)) ?? this.#within(log, offset);
    if (piece === null || piece.bytes.length >= smallBytes) return piece;
    const parts = [piece.bytes];
    let end = piece.end;
    for (;;) {
      const next = this.#pieces.get(keyOf(log, end));
      if (next === undefined || next.end - offset > pieceBytes) break;
      parts.push(next.bytes);
      end = next.end;
    }
    return parts.length === 1 ? piece : this.add(new Piece(log, offset, Buffer.concat(parts)));
  }

  clear(): void {
    for (const key of this.#pieces.keys()) this.#drop(key);
  }

  /** The next byte after `offset` at which a piece begins, so that who reads the file meets it there. */
  nextStart(log: string, offset: number): number {
    let next = Number.MAX_SAFE_INTEGER;
    for (const piece of this.#pieces.values()) {
      if (piece.log === log && piece.offset > offset && piece.offset < next) next = piece.offset;
    }
    return next;
  }

  #within(log: string, offset: number): Piece | null {
    for (const piece of this.#pieces.values()) {
      if (piece.log !== log || piece.offset >= offset || piece.end <= offset) continue;
      const bytes = piece.bytes.subarray(offset - piece.offset);
      // A few bytes shall not hold what they were read with.
      const own = bytes.length < smallBytes;
      return this.add(new Piece(log, offset, own ? Buffer.from(bytes) : bytes, own ? null : piece.memory));
    }
    return null;
  }
}

const empty = Buffer.alloc(0);
const keyOf = (log: string, offset: number): string => `${offset} ${log}`;
const costOf = (piece: Piece): number => piece.bytes.length + overheadBytes;
