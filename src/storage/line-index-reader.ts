import type { FileHandle } from 'node:fs/promises';
import { decodeRecord, type LineIndexRecord, RECORD_BYTES } from '../engine/line-index-format.ts';
import { BLOCK_BYTES, blocksOf } from './blocks.ts';

export interface FoundRecord extends LineIndexRecord {
  /** Which record of the index it is, from 0. */
  readonly position: number;
}

/** So many lie in one block: they are read at once, for on a busy machine every read takes its turn. */
const BLOCK_RECORDS = BLOCK_BYTES / RECORD_BYTES;

/**
 * The last of the records, all of which rise, that are not beyond what is looked for; null when there is none. Reads one
 * record per step of the search, down to a block.
 */
export async function findRecord(
  index: FileHandle,
  isNotBeyond: (record: LineIndexRecord) => boolean,
): Promise<FoundRecord | null> {
  const { size } = await index.stat();
  let low = 0;
  // A torn record at the end is not counted.
  let high = Math.floor(size / RECORD_BYTES);
  while (high - low > BLOCK_RECORDS) {
    const middle = Math.floor((low + high) / 2);
    const record = await readRecords(index, middle, 1);
    if (record.length > 0 && isNotBeyond(decodeRecord(record, 0))) low = middle;
    else high = middle;
  }
  const block = await readRecords(index, low, high - low);
  let found: FoundRecord | null = null;
  for (let [from, to] = [0, block.length / RECORD_BYTES]; from < to; ) {
    const middle = Math.floor((from + to) / 2);
    const record = decodeRecord(block, middle * RECORD_BYTES);
    if (isNotBeyond(record)) {
      found = { ...record, position: low + middle };
      from = middle + 1;
    } else to = middle;
  }
  return found;
}

/** The records from `position` on, to the end of the index. */
export async function* recordsFrom(
  index: FileHandle,
  position: number,
): AsyncGenerator<LineIndexRecord, void, void> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const block of blocksOf(index, position * RECORD_BYTES)) {
    const bytes = rest.length === 0 ? block : Buffer.concat([rest, block]);
    let at = 0;
    for (; at + RECORD_BYTES <= bytes.length; at += RECORD_BYTES) yield decodeRecord(bytes, at);
    rest = bytes.subarray(at);
  }
}

/** Whole records; fewer where the index ends before. */
async function readRecords(index: FileHandle, position: number, count: number): Promise<Buffer> {
  const buffer = Buffer.alloc(count * RECORD_BYTES);
  const { bytesRead } = await index.read(buffer, 0, buffer.length, position * RECORD_BYTES);
  return buffer.subarray(0, bytesRead - (bytesRead % RECORD_BYTES));
}
