import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applySgr, plain, type TextStyle } from '../log/style.ts';
import { STYLE_REACH, styleBefore } from './style-before.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

async function at(text: string, offsets: readonly number[]): Promise<TextStyle[]> {
  const path = join(await temporaryFolder(), 'log');
  await writeFile(path, text);
  const log = await open(path);
  try {
    return await Promise.all(offsets.map((offset) => styleBefore(log, offset)));
  } finally {
    await log.close();
  }
}

/** Pieces of lines, and the style that each switches on; null where it changes nothing. */
const pieces = fc.constantFrom<readonly [string, string | null]>(
  ['text ', null],
  ['\x1b[31m', '31'],
  ['\x1b[1;4m', '1;4'],
  ['\x1b[38;5;208m', '38;5;208'],
  ['\x1b[39m', '39'],
  ['\x1b[m', ''],
  ['\x1b[0;32m', '0;32'],
  ['\x1b[2K', null],
  ['\x1b]0;[35m\x07', null],
  ['x'.repeat(40_000), null],
  // A title that is never ended takes its line, sequences and all.
  ['\x1b]0;open [34m\n', null],
  ['\n', null],
);

test('the style at every line is what the lines before it have switched on', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 30 }), async (output) => {
      let style = plain;
      let text = '';
      const begins: [offset: number, style: TextStyle][] = [[0, plain]];
      for (const [piece, parameters] of output) {
        text += piece;
        if (parameters !== null) style = applySgr(style, parameters);
        if (piece.endsWith('\n')) begins.push([text.length, style]);
      }
      const near = begins.filter(([offset]) => offset <= STYLE_REACH);
      expect(
        await at(
          text,
          near.map(([offset]) => offset),
        ),
      ).toEqual(near.map(([, expected]) => expected));
    }),
    { numRuns: 60 },
  );
});

test('what was switched on further up than is looked for is not known', async () => {
  const far = `\x1b[31mred\n${'x\n'.repeat(STYLE_REACH / 2)}`;
  expect(await at(far, [far.length])).toEqual([plain]);
  const long = `\x1b[31mred\n${'x'.repeat(STYLE_REACH)}\n`;
  expect(await at(long, [long.length])).toEqual([plain]);
});
