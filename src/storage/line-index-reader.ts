import type { FileHandle } from 'node:fs/promises';
import { decodeRecord, type LineIndexRecord, RECORD_BYTES } from '../engine/line-index-format.ts';
import { blocksOf } from './blocks.ts';

export interface FoundRecord extends LineIndexRecord {
  /** Which record of the index it is, from 0. */
  readonly position: number;
}

/**
 * The last of the records, all of which rise, that are not beyond what is looked for; null when there is none. Reads one
 * record per step of the search.
 */
export async function findRecord(
  index: FileHandle,
  isNotBeyond: (record: LineIndexRecord) => boolean,
): Promise<FoundRecord | null> {
  const { size } = await index.stat();
  let found: FoundRecord | null = null;
  let low = 0;
  // A torn record at the end is not counted.
  let high = Math.floor(size / RECORD_BYTES);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const record = await readRecord(index, middle);
    if (record === null || !isNotBeyond(record)) high = middle;
    else {
      found = { ...record, position: middle };
      low = middle + 1;
    }
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

async function readRecord(index: FileHandle, position: number): Promise<LineIndexRecord | null> {
  const buffer = Buffer.alloc(RECORD_BYTES);
  const { bytesRead } = await index.read(buffer, 0, RECORD_BYTES, position * RECORD_BYTES);
  return bytesRead === RECORD_BYTES ? decodeRecord(buffer, 0) : null;
}
