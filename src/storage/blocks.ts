import type { FileHandle } from 'node:fs/promises';

export const BLOCK_BYTES = 64 * 1024;

/** The bytes from `start` up to but without `end`, in buffers of their own; ends early where the file does. */
export async function* blocksOf(
  file: FileHandle,
  start: number,
  end = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<Buffer, void, void> {
  for (let at = start; at < end; ) {
    const buffer = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, end - at));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
