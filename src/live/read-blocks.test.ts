import { expect, test } from 'vitest';
import { pieceBytes } from './piece.ts';
import { farBytes, ReadBlocks } from './read-blocks.ts';

test('a block is given again when the last who held it has let go, and not before', () => {
  const blocks = new ReadBlocks();
  const block = blocks.take(1);
  block.hold();
  block.letGo();
  const other = blocks.take(1);
  expect(other).not.toBe(block);
  block.letGo();
  expect(blocks.take(1)).toBe(block);
});

test('a block has room for what is asked for', () => {
  const blocks = new ReadBlocks();
  expect(blocks.take(0).buffer.length).toBe(pieceBytes);
  expect(blocks.take(pieceBytes).buffer.length).toBe(pieceBytes);
  expect(blocks.take(pieceBytes + 1).buffer.length).toBe(farBytes);
});

test('what waits to be used again is bounded', () => {
  const blocks = new ReadBlocks();
  const held = Array.from({ length: 100 }, () => blocks.take(farBytes));
  for (const block of held) block.letGo();
  const again = Array.from({ length: 100 }, () => blocks.take(farBytes));
  expect(again.filter((block) => held.includes(block)).length).toBe(8);
});
