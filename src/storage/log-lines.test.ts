import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeRecord, type LineIndexRecord, RECORD_BYTES } from '../engine/line-index-format.ts';
import { LineIndexWriter } from '../engine/line-index-writer.ts';
import { linesBetween } from './log-lines.ts';
import { pageOf } from './log-page.ts';
import { tailOf } from './log-tail.ts';
import { MAX_LINE_BYTES } from './read-lines.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

/** Output as it arrives: a chunk and the milliseconds since the one before. */
interface Chunk {
  readonly bytes: Buffer;
  readonly after: number;
}

/** The index as the format describes it, in the plainest way: a record for the first line start of a chunk. */
function indexOf(chunks: readonly Chunk[]): LineIndexRecord[] {
  const records: LineIndexRecord[] = [];
  let [offset, line, ms, lineStart] = [0, 0, 0, true];
  for (const { bytes, after } of chunks) {
    ms += after;
    let recorded = false;
    for (const byte of bytes) {
      if (lineStart && !recorded) {
        const last = records.at(-1);
        if (last?.ms !== ms || offset - last.offset >= 64 * 1024) records.push({ offset, line, ms });
        recorded = true;
      }
      lineStart = byte === 0x0a;
      offset += 1;
      if (lineStart) line += 1;
    }
  }
  return records;
}

function encode(records: readonly LineIndexRecord[]): Buffer {
  const buffer = Buffer.alloc(records.length * RECORD_BYTES);
  for (const [at, record] of records.entries()) encodeRecord(buffer, at * RECORD_BYTES, record);
  return buffer;
}

const linesOf = (text: string): string[] => {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
};

const chunks = fc.array(
  fc.record({
    bytes: fc
      .array(fc.constantFrom('a', 'bc', 'é', '🐑', '\n', '\n\n', 'x'.repeat(300)), {
        minLength: 1,
        maxLength: 12,
      })
      .map((parts) => Buffer.from(parts.join(''))),
    after: fc.nat(3),
  }),
  { maxLength: 30 },
);

test('any line of any log is found with its time, whatever of the index is on disk', async () => {
  const folder = await temporaryFolder();
  const [logPath, indexPath] = [join(folder, 'log'), join(folder, 'idx')];
  await fc.assert(
    fc.asyncProperty(chunks, fc.nat(60), fc.nat(20), fc.nat(), async (output, from, count, kept) => {
      const text = Buffer.concat(output.map(({ bytes }) => bytes)).toString();
      const records = indexOf(output);
      const encoded = encode(records);
      // A lagging index, torn in the middle of a record.
      const onDisk = encoded.subarray(0, kept % (encoded.length + 1));
      await writeFile(logPath, text);
      await writeFile(indexPath, onDisk);
      const [log, index] = [await open(logPath), await open(indexPath)];
      try {
        const written = records.slice(0, Math.floor(onDisk.length / RECORD_BYTES));
        const all = linesOf(text);
        let offset = 0;
        const expected = all
          .map((line, number) => {
            const bytes = Buffer.byteLength(line);
            offset += bytes + 1;
            const ms = written.filter((record) => record.line <= number).at(-1)?.ms ?? null;
            return { line: number, offset: offset - bytes - 1, bytes, ms, text: line, cut: null };
          })
          .slice(from, from + count);
        const extent = {
          style: '',
          total: all.length,
          size: Buffer.byteLength(text),
          end: Buffer.byteLength(text),
        };
        expect(await linesBetween(log, index, from, count)).toEqual(expected);
        expect(await pageOf(log, index, from, count)).toEqual({ ...extent, lines: expected });
        expect(await pageOf(log, null, from, count)).toEqual({
          ...extent,
          lines: expected.map((line) => ({ ...line, ms: null })),
        });
      } finally {
        await Promise.all([log.close(), index.close()]);
      }
    }),
    { numRuns: 200 },
  );
});

test('the index that the engine writes is the one that is read here', async () => {
  const folder = await temporaryFolder();
  await fc.assert(
    fc.asyncProperty(chunks, async (output) => {
      const path = join(folder, 'idx');
      await rm(path, { force: true });
      const writer = new LineIndexWriter(path);
      let ms = 0;
      for (const { bytes, after } of output) {
        ms += after;
        writer.add(bytes, ms);
      }
      await writer.close();
      const written = await readFile(path).catch(() => Buffer.alloc(0));
      expect(written.equals(encode(indexOf(output)))).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test('the tail of any log is its last lines, byte for byte', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'log');
  await fc.assert(
    fc.asyncProperty(chunks, fc.nat(40), async (output, lines) => {
      const text = Buffer.concat(output.map(({ bytes }) => bytes)).toString();
      await writeFile(path, text);
      const log = await open(path);
      try {
        const all = text.split(/(?<=\n)/).filter((line) => line !== '');
        const last = lines === 0 ? [] : all.slice(-lines);
        expect(await tailOf(log, lines)).toEqual({
          text: last.join(''),
          lines: last.length,
          end: Buffer.byteLength(text),
        });
      } finally {
        await log.close();
      }
    }),
    { numRuns: 200 },
  );
});

async function withLog<T>(
  content: Buffer,
  read: (log: Awaited<ReturnType<typeof open>>) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'drover-storage-'));
  await writeFile(join(folder, 'log'), content);
  const log = await open(join(folder, 'log'));
  try {
    return await read(log);
  } finally {
    await log.close();
    await rm(folder, { recursive: true });
  }
}

test('a line longer than the limit is cut at a whole character and says its length', async () => {
  const long = `a${'é'.repeat(1_000_000)}`;
  await withLog(Buffer.from(`before\n${long}\nafter`), async (log) => {
    const [before, cut, after] = await linesBetween(log, null, 0, 10);
    expect(before?.text).toBe('before');
    expect(cut).toMatchObject({
      text: `a${'é'.repeat((MAX_LINE_BYTES - 2) / 2)}`,
      bytes: 2_000_001,
      offset: 7,
      cut: 'end',
    });
    expect(after).toMatchObject({ text: 'after', offset: 2_000_009 });
    expect((await tailOf(log, 2)).text).toBe(`${cut?.text} … [cut: 2000001 bytes]\nafter`);
  });
});

test('of a long line that rewrites itself the last state is kept', async () => {
  const bar = Array.from({ length: 20_000 }, (_, at) => `\r${at} of 20000`).join('');
  await withLog(Buffer.from(`${bar}\nafter`), async (log) => {
    const [progress, after] = await linesBetween(log, null, 0, 10);
    expect(progress).toMatchObject({ bytes: bar.length, cut: 'start' });
    expect(progress?.text).toMatch(/^\d+ of 20000\r[\s\S]*\r19999 of 20000$/);
    expect(after).toMatchObject({ text: 'after', offset: bar.length + 1 });
  });
});

test('a page of a log whose last character is not whole yet ends before it', async () => {
  const bytes = Buffer.from('a\nb🐑');
  for (const [missing, text] of [
    [0, 'b🐑'],
    [1, 'b'],
    [3, 'b'],
  ] as const) {
    await withLog(bytes.subarray(0, bytes.length - missing), async (log) => {
      const page = await pageOf(log, null, 1, 5);
      const size = bytes.length - missing;
      expect(page).toMatchObject({ total: 2, size, end: 2 + Buffer.byteLength(text) });
      expect(page.lines).toMatchObject([{ text, bytes: Buffer.byteLength(text) }]);
    });
  }
});

test('lines and times of a log larger than many blocks are right on both sides of each record', async () => {
  const output = Array.from({ length: 400 }, (_, at) => ({
    bytes: Buffer.from(
      Array.from({ length: 50 }, (_, line) => `${at * 50 + line} ${'='.repeat(at)}\n`).join(''),
    ),
    after: 1,
  }));
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'idx'), encode(indexOf(output)));
  const index = await open(join(folder, 'idx'));
  await withLog(Buffer.concat(output.map(({ bytes }) => bytes)), async (log) => {
    for (const line of [0, 1, 49, 50, 51, 9_999, 10_000, 19_999]) {
      const [found] = await linesBetween(log, index, line, 1);
      expect(found).toMatchObject({
        line,
        ms: Math.floor(line / 50) + 1,
        text: `${line} ${'='.repeat(Math.floor(line / 50))}`,
      });
    }
    expect(await linesBetween(log, index, 20_000, 1)).toEqual([]);
    expect((await linesBetween(log, index, 0, 20_000)).map(({ line }) => line)).toEqual([
      ...Array(20_000).keys(),
    ]);
  });
  await index.close();
});

test('an answer stays bounded when many long lines are asked for', async () => {
  const line = 'x'.repeat(MAX_LINE_BYTES);
  await withLog(Buffer.from(`${line}\n`.repeat(400)), async (log) => {
    const lines = await linesBetween(log, null, 0, 400);
    expect(lines.length).toBe(128);
    expect((await linesBetween(log, null, 128, 400)).length).toBe(128);
    const tail = await tailOf(log, 400);
    expect(tail.lines).toBe(128);
    expect(tail.text.length).toBe(128 * (MAX_LINE_BYTES + 1));
  });
});

test('an index that points beyond its log is not believed', async () => {
  const folder = await temporaryFolder();
  await writeFile(
    join(folder, 'idx'),
    encode([
      { offset: 0, line: 0, ms: 1 },
      { offset: 999, line: 1, ms: 2 },
    ]),
  );
  const index = await open(join(folder, 'idx'));
  await withLog(Buffer.from('a\nb\n'), async (log) => {
    expect(await linesBetween(log, index, 1, 5)).toMatchObject([{ line: 1, ms: 1, text: 'b' }]);
  });
  await index.close();
});
