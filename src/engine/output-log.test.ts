import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeRecord, RECORD_BYTES } from './line-index-format.ts';
import { OutputLog } from './output-log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-log-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function openLog(path = join(folder, 'a.log')) {
  const written: { offset: number; bytes: Buffer }[] = [];
  const failures: Error[] = [];
  const log = await OutputLog.open({
    path,
    indexPath: join(folder, 'a.idx'),
    onWritten: (offset, bytes) => written.push({ offset, bytes: Buffer.from(bytes) }),
    onFailure: (error) => failures.push(error),
  });
  return { log, written, failures };
}

/** As the reader of a pipe does: into the room there is, with a pause when the log says so. */
async function feed(log: OutputLog, chunk: Buffer) {
  for (let at = 0; at < chunk.length; ) {
    const copied = chunk.copy(log.room(), 0, at);
    at += copied;
    if (!log.accept(copied)) await new Promise<void>((resolve) => log.onRoom(resolve));
  }
}

const chunks = fc.array(
  fc.oneof(
    fc.string({ maxLength: 60 }).map((text) => Buffer.from(text)),
    fc.constantFrom('\n', '\n\n', 'a\n', 'é\n').map((text) => Buffer.from(text)),
    fc.integer({ min: 1, max: 200_000 }).map((size) => Buffer.alloc(size, 'no newline ')),
    fc.integer({ min: 1, max: 100_000 }).map((size) => Buffer.alloc(size, '0123456\n')),
  ),
  { maxLength: 25 },
);

test('file, callbacks, counts and index agree with the bytes, whatever the chunks', async () => {
  await fc.assert(
    fc.asyncProperty(chunks, async (parts) => {
      const { log, written, failures } = await openLog();
      for (const part of parts) await feed(log, part);
      await log.close();
      const expected = Buffer.concat(parts);
      const file = readFileSync(join(folder, 'a.log'));
      expect(file.equals(expected)).toBe(true);
      expect(Buffer.concat(written.map(({ bytes }) => bytes)).equals(expected)).toBe(true);
      let edge = 0;
      for (const { offset, bytes } of written) {
        expect(offset).toBe(edge);
        edge += bytes.length;
      }
      expect(log.bytes).toBe(expected.length);
      expect(log.lines).toBe(lineStarts(expected).length);
      expect(failures).toEqual([]);
      checkIndex(expected);
      rmSync(join(folder, 'a.idx'), { force: true });
    }),
    { numRuns: 60 },
  );
});

function lineStarts(bytes: Buffer): number[] {
  const starts = bytes.length === 0 ? [] : [0];
  for (let at = bytes.indexOf(10); at !== -1 && at + 1 < bytes.length; at = bytes.indexOf(10, at + 1))
    starts.push(at + 1);
  return starts;
}

function checkIndex(log: Buffer) {
  const path = join(folder, 'a.idx');
  expect(existsSync(path)).toBe(log.length > 0);
  if (log.length === 0) return;
  const index = readFileSync(path);
  expect(index.length % RECORD_BYTES).toBe(0);
  const starts = lineStarts(log);
  let last = { offset: -1, line: -1, ms: -1 };
  for (let at = 0; at < index.length; at += RECORD_BYTES) {
    const record = decodeRecord(index, at);
    if (at === 0) expect(record).toMatchObject({ offset: 0, line: 0 });
    expect(starts[record.line]).toBe(record.offset);
    expect(record.line).toBeGreaterThan(last.line);
    expect(record.ms).toBeGreaterThanOrEqual(last.ms);
    if (record.ms === last.ms) expect(record.offset - last.offset).toBeGreaterThanOrEqual(64 * 1024);
    last = record;
  }
}

test('an empty log has no index', async () => {
  const { log } = await openLog();
  await log.close();
  expect(readFileSync(join(folder, 'a.log'), 'utf8')).toBe('');
  expect(existsSync(join(folder, 'a.idx'))).toBe(false);
});

test('a note stands on a line by itself, and a long one is kept whole', async () => {
  const { log } = await openLog();
  await feed(log, Buffer.from('half a line'));
  log.note('step timeout of 2 s');
  log.note('x'.repeat(700_000));
  await log.close();
  expect(readFileSync(join(folder, 'a.log'), 'utf8')).toBe(
    `half a line\ndrover: step timeout of 2 s\ndrover: ${'x'.repeat(700_000)}\n`,
  );
});

test('asks for a pause before more than half a megabyte waits', async () => {
  const { log } = await openLog();
  let taken = 0;
  for (;;) {
    const { length } = log.room();
    taken += length;
    if (!log.accept(length)) break;
  }
  expect(taken).toBeLessThanOrEqual(512 * 1024);
  await log.close();
  expect(log.bytes).toBe(taken);
});

test('a full disk is told once, and what follows is dropped', async () => {
  const { log, written, failures } = await openLog('/dev/full');
  for (let round = 0; round < 40; round += 1) await feed(log, Buffer.alloc(70_000, 'x'));
  await log.close();
  expect(failures.map(({ message }) => message)).toEqual([expect.stringContaining('ENOSPC')]);
  expect(written).toEqual([]);
});

test('an index that cannot be written does not harm the log', async () => {
  writeFileSync(join(folder, 'file'), '');
  const failures: Error[] = [];
  const log = await OutputLog.open({
    path: join(folder, 'a.log'),
    indexPath: join(folder, 'file', 'a.idx'),
    onWritten: () => undefined,
    onFailure: (error) => failures.push(error),
  });
  await feed(log, Buffer.from('one\ntwo\n'));
  await log.close();
  expect(readFileSync(join(folder, 'a.log'), 'utf8')).toBe('one\ntwo\n');
  expect(failures).toEqual([]);
});
