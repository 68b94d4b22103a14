import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applySgr, plain } from '../../../src/log/style.ts';
import { type Run, showLine } from './runs.ts';

const shown = (line: string) => showLine(line, plain);

test('colours and attributes become runs, and the style goes on in the next line', () => {
  const { runs, text, end } = shown('a\x1b[1;31mred\x1b[0m b \x1b[38;5;208mo\x1b[48;2;1;2;3mt');
  expect(text).toBe('ared b ot');
  expect(runs).toEqual([
    { text: 'a', style: {} },
    { text: 'red', style: { bold: true, color: 1 } },
    { text: ' b ', style: {} },
    { text: 'o', style: { color: 208 } },
    { text: 't', style: { color: 208, background: '#010203' } },
  ]);
  expect(showLine('next', end).runs[0]?.style).toBe(end);
});

test.each([
  ['10 %\r50 %\r100 %', '100 %'],
  ['abcdef\rXY', 'XYcdef'],
  ['abcdef\r\x1b[KXY', 'XY'],
  ['abc\x1b[2K\rdone', 'done'],
  ['abc\b\bX', 'aXc'],
  ['abc\x1b[1GX', 'Xbc'],
  ['abc\x1b[2DX\x1b[CY', 'aXcY'],
  ['dos\r', 'dos'],
  ['dos\r\r', 'dos'],
  ['a\tb', 'a\tb'],
])('%j is left as %j, as a terminal would', (line, left) => {
  expect(shown(line).text).toBe(left);
});

test.each([
  ['\x1b]8;;javascript:alert(1)\x07click\x1b]8;;\x07', 'click'],
  ['\x1b]0;title\x07x', 'x'],
  ['\x1b]52;c;ZXZpbA==\x1b\\x', 'x'],
  ['\x1bP1$r0m\x1b\\x', 'x'],
  ['\x1b[2J\x1b[H\x1b[?1049hx', 'x'],
  ['x\x1b]8;;http://never.ended', 'x'],
  ['\0\x01\x07x\x7f\x9b', 'x'],
  ['admin\u202egnp.exe', 'admin�gnp.exe'],
  ['<script>alert(1)</script>', '<script>alert(1)</script>'],
])('%j does nothing and shows %j', (line, left) => {
  expect(shown(line).text).toBe(left);
});

test('what is no colour changes nothing', () => {
  for (const parameters of ['38', '38;5', '38;5;256', '38;2;1;2', '38;2;1;2;256', '99', '4:9', ';;;'])
    expect(applySgr(applySgr(plain, '32'), parameters)).toEqual(
      parameters === ';;;' ? {} : parameters === '4:9' ? { color: 2, underline: true } : { color: 2 },
    );
  expect(applySgr(plain, '38:2::255:0:0')).toEqual({ color: '#ff0000' });
  expect(applySgr(plain, '38:5:9')).toEqual({ color: 9 });
});

const piece = fc.constantFrom(
  'a',
  'é',
  '🐑',
  '\t',
  '\r',
  '\b',
  '\x1b[31m',
  '\x1b[0m',
  '\x1b[K',
  '\x1b[1K',
  '\x1b[2K',
  '\x1b[3G',
  '\x1b[2C',
  '\x1b[D',
  '\x1b',
  '[',
  'm',
  ';',
  '\x1b]8;;x',
  '\x07',
  '<b>',
  '\x9b',
);

test('whatever is printed, the runs are the text, nothing in it is a control, and reading on gives the same', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const { runs, text } = shown(pieces.join(''));
      expect(runs.map((run: Run) => run.text).join('')).toBe(text);
      expect(runs.every((run) => run.text !== '')).toBe(true);
      // oxlint-disable-next-line no-control-regex -- none of them may be there
      expect(text).not.toMatch(/[\0-\x08\x0a-\x1f\x7f-\x9f]/);
      expect(shown(text).text).toBe(text);
    }),
    { numRuns: 3_000 },
  );
});

test('a line of 64 KiB that rewrites itself is shown in time', () => {
  const started = performance.now();
  shown('\rprogress \x1b[32m###\x1b[0m'.repeat(3_000));
  expect(performance.now() - started).toBeLessThan(1_000);
});
