import { appendFile, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OutlineScanner } from '../log/outline.ts';
import { type LogOutline, mostSearched, outlineOf } from './log-outline.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const never = new AbortController().signal;
const tiny = { largest: 64, smallest: 16, longestLine: 200, overlap: 24 };

async function outlineOfText(text: string, isComplete = true) {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'log'), text);
  const log = await open(join(folder, 'log'));
  try {
    return (await outlineOf(log, null, null, isComplete, never)).outline;
  } finally {
    await log.close();
  }
}

test('groups begin and end where their markers say', async () => {
  const { groups } = await outlineOfText(
    ['before', '::group::One', 'a', '::endgroup::', 'between', '--- Two', 'b', '+++ Three', 'c', 'd'].join(
      '\n',
    ),
  );
  expect(groups).toEqual([
    { title: 'One', line: 1, end: 3, folded: true },
    { title: 'Two', line: 5, end: 6, folded: true },
    { title: 'Three', line: 7, end: null, folded: false },
  ]);
});

test('a group can be opened by what comes later, and a diff is no group', async () => {
  const { groups } = await outlineOfText('--- One\na\n^^^ +++\n--- old.ts\n+++ new.ts\n@@ -1 +1 @@\n');
  expect(groups).toEqual([{ title: 'One', line: 0, end: null, folded: false }]);
});

test('markers count in colours and not while they are switched off', async () => {
  const { groups, annotations, verbatim } = await outlineOfText(
    [
      '\x1b[36m::group::Coloured\x1b[0m',
      '::stop-commands::t0k',
      '::group::No',
      '::error::no',
      '::t0k::',
      '::error file=a.ts,line=3::yes',
    ].join('\n'),
  );
  expect(groups.map(({ title }) => title)).toEqual(['Coloured']);
  expect(verbatim).toEqual([[1, 4]]);
  expect(annotations).toMatchObject([{ line: 5, level: 'error', message: 'yes', file: 'a.ts', fileLine: 3 }]);
});

test('the first error is the first that names a cause, not the first that complains', async () => {
  const { firstError, errors } = await outlineOfText(
    [
      'ERROR retrying',
      'ok',
      'src/a.ts(1,2): error TS1: x',
      'src/b.ts(1,2): error TS1: x',
      'npm ERR! code 1',
    ].join('\n'),
  );
  expect(errors).toEqual([0, 2, 3, 4]);
  expect(firstError).toBe(2);
});

const piece = fc.constantFrom(
  '::group::g',
  '::endgroup::',
  '--- h',
  '+++ i',
  'text',
  '',
  'error: x',
  'a.c:1:2: error: y',
  '✕ test',
  `${'long '.repeat(30)}error: z`,
  '::error::w',
  '\x1b[31mE   assert\x1b[0m',
);

test('however a log is cut into windows, and however it grew, the outline is that of the whole', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'log');
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 40 }),
      fc.array(fc.nat(400), { maxLength: 4 }),
      async (lines, cuts) => {
        const bytes = Buffer.from(lines.join('\n'));
        const whole = new OutlineScanner();
        whole.add(bytes);
        const ends = [...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        await writeFile(path, '');
        const log = await open(path);
        let known: LogOutline | null = null;
        let written = 0;
        for (const [at, end] of ends.entries()) {
          await appendFile(path, bytes.subarray(written, end));
          written = end;
          known = await outlineOf(log, null, known, at === ends.length - 1, never, tiny);
        }
        await log.close();
        expect(known?.outline).toEqual(whole.outline);
        expect(known?.searched).toBe(bytes.length);
      },
    ),
    { numRuns: 150 },
  );
});

test('of a very large log only the end is looked through, with the right numbers of lines', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'log');
  const line = `${'.'.repeat(999)}\n`;
  const lines = Math.ceil(mostSearched / 1000) + 5000;
  await writeFile(path, `error: early\n${line.repeat(lines)}error: late\n`);
  const log = await open(path);
  const { outline, firstLine } = await outlineOf(log, null, null, true, never);
  await log.close();
  expect(firstLine).toBeGreaterThan(1);
  expect(outline.errors).toEqual([lines + 1]);
});
