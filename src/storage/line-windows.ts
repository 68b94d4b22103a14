import type { FileHandle } from 'node:fs/promises';

/** A piece of a log for whoever goes through all of it. */
export interface LineWindow {
  /** Where in the log its bytes begin. */
  readonly offset: number;
  /** Overwritten by the next window. */
  readonly bytes: Buffer;
  /** What begins at or after this of the bytes is found again in the next window. */
  readonly stop: number;
  /** False in the middle of a line that is longer than a window. */
  readonly startsLine: boolean;
}

const NEWLINE = 0x0a;

/** In bytes. */
export interface WindowSizes {
  readonly largest: number;
  readonly smallest: number;
  /** A line is kept whole up to this length. */
  readonly longestLine: number;
  /** So much at the end of a window within a longer line is repeated in the next. */
  readonly overlap: number;
}

const usualSizes: WindowSizes = {
  largest: 1024 * 1024,
  smallest: 16 * 1024,
  longestLine: 256 * 1024,
  overlap: 32 * 1024,
};

/** Work on a window that takes longer makes the next smaller: so much at once stops everything else of the process. */
const longestTurnMs = 4;
const shortTurnMs = 1;

/**
 * A log from byte `start`, where a line begins, up to `end`, in windows of whole lines. Between two of them
 * everything else gets its turn; how large they are follows from how long the work on the last one took.
 */
export async function* lineWindows(
  file: FileHandle,
  start: number,
  end: number,
  sizes: WindowSizes = usualSizes,
): AsyncGenerator<LineWindow, void, void> {
  const buffer = Buffer.allocUnsafe(2 * sizes.largest + sizes.longestLine);
  let size = Math.ceil(sizes.largest / 8);
  let offset = start;
  let filled = 0;
  let startsLine = true;
  for (;;) {
    const wanted = Math.max(0, Math.min(size, end - offset - filled));
    const { bytesRead } = await file.read(buffer, filled, wanted, offset + filled);
    filled += bytesRead;
    const isLast = bytesRead === 0 || offset + filled >= end;
    const bytes = buffer.subarray(0, filled);
    const stop = isLast ? filled : stopOf(bytes, sizes);
    if (stop > 0) {
      const begun = performance.now();
      yield { offset, bytes, stop, startsLine };
      size = nextSize(size, performance.now() - begun, sizes);
      startsLine = bytes[stop - 1] === NEWLINE;
      buffer.copyWithin(0, stop, filled);
      offset += stop;
      filled -= stop;
    }
    if (isLast) return;
  }
}

function stopOf(bytes: Buffer, { longestLine, overlap }: WindowSizes): number {
  const lines = bytes.lastIndexOf(NEWLINE) + 1;
  if (lines > 0) return lines;
  return bytes.length > longestLine ? bytes.length - overlap : 0;
}

function nextSize(size: number, tookMs: number, { largest, smallest }: WindowSizes): number {
  if (tookMs > longestTurnMs) return Math.max(smallest, Math.ceil(size / 2));
  return tookMs < shortTurnMs ? Math.min(largest, size * 2) : size;
}
