import { expect, test } from 'vitest';
import { keepMessage, Piece } from './piece.ts';
import { RecentPieces } from './recent-pieces.ts';

const frame = (offset: number, text: string | Buffer) => ({ log: 'a.log', offset, bytes: Buffer.from(text) });

test('never holds more than its limit, lines of one byte included; the oldest go first', () => {
  const pieces = new RecentPieces(64 * 1024);
  for (let offset = 0; offset < 10_000; offset += 1) {
    pieces.addFrame(frame(offset, 'x'));
    expect(pieces.cost).toBeLessThanOrEqual(64 * 1024);
  }
  expect(pieces.at('a.log', 0)).toBeNull();
  expect(pieces.at('a.log', 9_999)?.bytes.toString()).toBe('x');
});

test('a character cut by the border of two frames goes whole into the second', () => {
  const pieces = new RecentPieces();
  const euro = Buffer.from('€');
  pieces.addFrame(frame(0, Buffer.concat([Buffer.from('a'), euro.subarray(0, 1)])));
  pieces.addFrame(frame(2, euro.subarray(1)));
  expect(pieces.at('a.log', 0)?.bytes.toString()).toBe('a€');
  expect(pieces.at('a.log', 1)).toMatchObject({ offset: 1, end: 4 });
});

test('what begins within a character after a gap is not carried', () => {
  const pieces = new RecentPieces();
  pieces.addFrame(frame(7, Buffer.from('€').subarray(1)));
  expect(pieces.at('a.log', 7)).toBeNull();
});

test('who is behind gets small pieces as one, who joins within a piece the rest of it, and each is encoded once', () => {
  const pieces = new RecentPieces();
  for (const [offset, text] of [
    [0, 'one'],
    [3, 'two'],
    [6, 'three'],
  ] as const)
    pieces.addFrame(frame(offset, text));
  const piece = pieces.at('a.log', 0);
  expect(piece?.bytes.toString()).toBe('onetwothree');
  expect(pieces.at('a.log', 0)).toBe(piece);
  expect(piece?.message('j', 1)).toBe(piece?.message('j', 1));
  expect(JSON.parse(String(piece?.message('j', 1)))).toEqual({
    type: 'output',
    job: 'j',
    build: 1,
    log: 'a.log',
    offset: 0,
    bytes: 11,
    data: 'onetwothree',
  });
  expect(pieces.at('a.log', 4)?.bytes.toString()).toBe('wothree');
  expect(pieces.nextStart('a.log', 4)).toBe(6);
});

/** Counts who holds it. */
class Memory {
  holders = 0;
  hold(): void {
    this.holders += 1;
  }
  letGo(): void {
    this.holders -= 1;
  }
}

test('it holds the memory of what it has, a part of it included, and no longer', () => {
  const pieces = new RecentPieces(200 * 1024);
  const memory = new Memory();
  const bytes = Buffer.alloc(128 * 1024);
  const add = (at: number) => pieces.add(new Piece('a.log', at, bytes.subarray(at, at + 64 * 1024), memory));
  add(0);
  add(64 * 1024);
  expect(memory.holders).toBe(2);
  add(0);
  expect(memory.holders).toBe(2);
  expect(pieces.at('a.log', 10)?.bytes.length).toBe(64 * 1024 - 10);
  expect(memory.holders).toBe(3);
  for (let at = 2; at < 6; at += 1) pieces.add(new Piece('a.log', at * 64 * 1024, Buffer.alloc(64 * 1024)));
  expect(memory.holders).toBe(0);
  pieces.add(new Piece('b.log', 0, bytes, memory));
  pieces.clear();
  expect([memory.holders, pieces.cost]).toEqual([0, 0]);
});

test('the last bytes of a piece do not hold all that was read with it', () => {
  const pieces = new RecentPieces();
  const memory = new Memory();
  pieces.add(new Piece('a.log', 0, Buffer.alloc(64 * 1024, 'x'), memory));
  expect(pieces.at('a.log', 64 * 1024 - 5)?.bytes.toString()).toBe('xxxxx');
  expect(memory.holders).toBe(1);
});

test('what is larger than the limit is not held at all', () => {
  const pieces = new RecentPieces(1024);
  pieces.add(new Piece('a.log', 0, Buffer.alloc(2_000)));
  expect([pieces.at('a.log', 0), pieces.cost]).toEqual([null, 0]);
});

test('the message of a large piece is there for one viewer at once, and of its own from the second on', () => {
  const large = new Piece('a.log', 0, Buffer.alloc(64 * 1024, 'a'));
  const other = new Piece('a.log', 64 * 1024, Buffer.alloc(64 * 1024, 'b'));
  const first = large.message('j', 1);
  const kept = other.message('j', 1);
  expect(kept.buffer).toBe(first.buffer);
  keepMessage(kept);
  const own = large.message('j', 1);
  expect(large.message('j', 1)).toBe(own);
  const text = (message: Buffer) => (JSON.parse(message.toString()) as { data: string }).data;
  expect(text(own)).toBe('a'.repeat(64 * 1024));
  expect(text(kept)).toBe('b'.repeat(64 * 1024));
});

test('a piece that replaces another is counted once', () => {
  const pieces = new RecentPieces();
  pieces.add(new Piece('a.log', 0, Buffer.alloc(100)));
  const { cost } = pieces;
  pieces.add(new Piece('a.log', 0, Buffer.alloc(100)));
  expect(pieces.cost).toBe(cost);
});
