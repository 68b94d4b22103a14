/**
 * The index beside a log (`<log minus .log>.idx`): records of 16 bytes, big-endian.
 *
 *   bytes 0–5    uint48  byte offset in the log at which a line begins
 *   bytes 6–11   uint48  number of that line, from 0
 *   bytes 12–15  uint32  milliseconds from the start of the command to the arrival of that line's first byte
 *
 * Offsets, lines and times never decrease. The first record is (0, 0, t). Line N is found by a binary
 * search for the last record with `line <= N` and a scan forward from its offset; that record's time is
 * the line's time. The index may lag behind the log, and a torn last record is to be ignored.
 */
export interface LineIndexRecord {
  offset: number;
  line: number;
  ms: number;
}

export const RECORD_BYTES = 16;

const MAX_MS = 0xffff_ffff;

/** Writes one record at byte `at` of `buffer`. A time beyond 49 days stays at the last that fits. */
export function encodeRecord(buffer: Buffer, at: number, { offset, line, ms }: LineIndexRecord): void {
  buffer.writeUIntBE(offset, at, 6);
  buffer.writeUIntBE(line, at + 6, 6);
  buffer.writeUInt32BE(Math.min(ms, MAX_MS), at + 12);
}

export function decodeRecord(buffer: Buffer, at: number): LineIndexRecord {
  return {
    offset: buffer.readUIntBE(at, 6),
    line: buffer.readUIntBE(at + 6, 6),
    ms: buffer.readUInt32BE(at + 12),
  };
}

/** `Build/Compile.log` → `Build/Compile.idx` */
export const indexPathOf = (log: string): string => `${log.replace(/\.log$/, '')}.idx`;
