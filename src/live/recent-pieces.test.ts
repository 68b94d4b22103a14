import { expect, test } from 'vitest';
import { Piece } from './piece.ts';
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

test('a piece that replaces another is counted once', () => {
  const pieces = new RecentPieces();
  pieces.add(new Piece('a.log', 0, Buffer.alloc(100)));
  const { cost } = pieces;
  pieces.add(new Piece('a.log', 0, Buffer.alloc(100)));
  expect(pieces.cost).toBe(cost);
});
