import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeRecord, RECORD_BYTES } from '../engine/line-index-format.ts';
import { findRecord } from './line-index-reader.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

test('the last record that is not beyond is found in an index of any size', async () => {
  const path = join(await temporaryFolder(), 'idx');
  const most = 30_000;
  const all = Buffer.alloc(most * RECORD_BYTES);
  // Every third line has a record.
  for (let at = 0; at < most; at += 1)
    encodeRecord(all, at * RECORD_BYTES, { offset: at * 100, line: at * 3, ms: at });
  await fc.assert(
    fc.asyncProperty(fc.nat(most), fc.nat(3 * most), fc.nat(RECORD_BYTES - 1), async (count, line, torn) => {
      await writeFile(path, all.subarray(0, count * RECORD_BYTES + torn));
      const index = await open(path);
      try {
        const position = Math.min(Math.floor(line / 3), count - 1);
        const whole = { offset: position * 100, line: position * 3, ms: position, position };
        const found = await findRecord(index, (record) => record.line <= line);
        expect(found).toEqual(count === 0 ? null : whole);
        expect(await findRecord(index, () => false)).toBe(null);
      } finally {
        await index.close();
      }
    }),
    {
      numRuns: 60,
      examples: [
        [0, 5, 3],
        [4096, 12_287, 0],
        [4097, 12_288, 7],
      ],
    },
  );
});
