import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineIndexWriter } from '../engine/line-index-writer.ts';
import { processorMsSince } from '../lib/testing/processor-time.ts';
import type { WindowSizes } from './line-windows.ts';
import { type LogSearch, type SearchResult, searchLog } from './search-log.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const everything = { ignoreCase: false, from: 0, limit: 1_000, bytes: Number.MAX_SAFE_INTEGER } as const;
const never = new AbortController().signal;
/** So small that every line crosses a border somewhere. */
const tiny: WindowSizes = { largest: 64, smallest: 16, longestLine: 48, overlap: 24 };

async function stored(text: string, indexed = true) {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'log'), text);
  await writeFile(join(folder, 'idx'), '');
  if (indexed) {
    const writer = new LineIndexWriter(join(folder, 'idx'));
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += 50) writer.add(bytes.subarray(at, at + 50), at);
    await writer.close();
  }
  const [log, index] = [await open(join(folder, 'log')), await open(join(folder, 'idx'))];
  return {
    search: (search: Partial<LogSearch> & { query: string }, sizes?: WindowSizes): Promise<SearchResult> =>
      searchLog(log, index, { ...everything, ...search }, never, sizes),
    close: () => Promise.all([log.close(), index.close()]),
  };
}

/** In the plainest way: each occurrence in each line, one after the other. */
function naive(text: string, { query, ignoreCase, from }: Pick<LogSearch, 'query' | 'ignoreCase' | 'from'>) {
  const fold = (one: string) => (ignoreCase ? one.toLowerCase() : one);
  const found: { line: number; ranges: { offset: number; bytes: number }[] }[] = [];
  let offset = 0;
  for (const [line, content] of text.split('\n').entries()) {
    const ranges: { offset: number; bytes: number }[] = [];
    for (let at = fold(content).indexOf(fold(query)); at !== -1; ) {
      const before = Buffer.byteLength(content.slice(0, at));
      ranges.push({ offset: offset + before, bytes: Buffer.byteLength(query) });
      at = fold(content).indexOf(fold(query), at + query.length);
    }
    if (ranges.length > 0 && line >= from) found.push({ line, ranges });
    offset += Buffer.byteLength(content) + 1;
  }
  return found;
}

const letter = fc.constantFrom('a', 'b', 'A', 'B', 'é', 'É', '🐑', ' ');
const line = fc.array(letter, { maxLength: 15 }).map((letters) => letters.join(''));
const query = fc.array(letter, { minLength: 1, maxLength: 3 }).map((letters) => letters.join(''));

test('finds what a plain search finds, from any line, in windows of any size, with and without an index', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 30 }),
      query,
      fc.boolean(),
      fc.nat(35),
      fc.boolean(),
      async (lines, wanted, ignoreCase, from, indexed) => {
        const text = lines.join('\n');
        const log = await stored(text, indexed);
        try {
          const result = await log.search({ query: wanted, ignoreCase, from }, tiny);
          expect(result.found).toEqual(naive(text, { query: wanted, ignoreCase, from }));
          expect(result).toMatchObject({
            next: null,
            lines: Math.max(from, lines.length - 1, 0),
            size: Buffer.byteLength(text),
          });
        } finally {
          await log.close();
        }
      },
    ),
    { numRuns: 150 },
  );
});

test('pages of any size together are the whole', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 40 }),
      query,
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 300 }),
      async (lines, wanted, limit, bytes) => {
        const text = lines.join('\n');
        const log = await stored(text);
        try {
          const found: SearchResult['found'] = [];
          let from: number | null = 0;
          for (let page = 0; from !== null && page < 500; page += 1) {
            const result: SearchResult = await log.search({ query: wanted, from, limit, bytes }, tiny);
            expect(result.found.length).toBeLessThanOrEqual(limit);
            found.push(...result.found);
            from = result.next;
          }
          expect(from).toBeNull();
          expect(found).toEqual(naive(text, { query: wanted, ignoreCase: false, from: 0 }));
        } finally {
          await log.close();
        }
      },
    ),
    { numRuns: 100 },
  );
});

test('a word is found though its colour changes within it, and colours themselves are not found', async () => {
  const log = await stored('\x1b[31mFAIL\x1b[0m \x1b[1;38;5;9msr\x1b[0mc/a.ts\nplain 31m [0M\n');
  expect((await log.search({ query: 'FAIL src' })).found).toMatchObject([{ line: 0 }]);
  expect((await log.search({ query: '31m' })).found).toMatchObject([{ line: 1 }]);
  expect((await log.search({ query: '0m', ignoreCase: true })).found).toMatchObject([{ line: 1 }]);
  await log.close();
});

test('signs that mean something in patterns mean only themselves', async () => {
  const log = await stored('a.b\naxb\n(a|b)*\n\\x61\n');
  const lines = async (wanted: string) =>
    (await log.search({ query: wanted, ignoreCase: true })).found.map(({ line: number }) => number);
  expect(await lines('a.b')).toEqual([0]);
  expect(await lines('(A|B)*')).toEqual([2]);
  expect(await lines('\\x61')).toEqual([3]);
  await log.close();
});

test('a hit is found that lies over the border of two windows of one very long line', async () => {
  const long = `${'x'.repeat(700_000)}needle${'x'.repeat(700_000)}`;
  const log = await stored(`first\n${long}\nneedle\n`);
  const { found } = await log.search({ query: 'needle' });
  expect(found).toEqual([
    { line: 1, ranges: [{ offset: 700_006, bytes: 6 }] },
    { line: 2, ranges: [{ offset: 6 + long.length + 1, bytes: 6 }] },
  ]);
  await log.close();
});

test('output made to be slow does not hold up everything else', async () => {
  const log = await stored(`${'a'.repeat(1_000_000)}\n${'m\x1b[m'.repeat(200_000)}\n`);
  let longest = 0;
  let last = process.cpuUsage();
  const timer = setInterval(() => {
    longest = Math.max(longest, processorMsSince(last));
    last = process.cpuUsage();
  }, 1);
  await log.search({ query: `${'a'.repeat(199)}b` });
  await log.search({ query: `${'a'.repeat(199)}b`, ignoreCase: true });
  await log.search({ query: `b${'a'.repeat(199)}` });
  await log.search({ query: 'mmmmb', ignoreCase: true });
  clearInterval(timer);
  // On a quiet machine 10 ms; here it says that no turn goes through the whole log.
  expect(longest).toBeLessThan(1_000);
  await log.close();
});

test('a search that nobody waits for any more ends', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'log'), 'x\n'.repeat(4_000_000));
  const log = await open(join(folder, 'log'));
  const gone = new AbortController();
  gone.abort();
  const result = await searchLog(log, null, { ...everything, query: 'y' }, gone.signal);
  expect(result.searched).toBeLessThan(result.size);
  await log.close();
});
