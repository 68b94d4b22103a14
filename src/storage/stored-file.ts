import { blocksOf } from './blocks.ts';
import { openInside } from './open-inside.ts';
import { codeOf } from './storage-error.ts';

/** A file of a build. It is not open between calls, so there is nothing to close. */
export interface StoredFile {
  /** In bytes, when it was asked for; the log of a running command grows. */
  readonly size: number;
  /** The bytes from `start` up to but without `end`; ends early where the file does. */
  stream(start: number, end: number): AsyncGenerator<Buffer, void, void>;
}

/** Null when there is no such regular file below `root`. */
export async function storedFile(root: string, path: string): Promise<StoredFile | null> {
  const size = await sizeOf(root, path);
  return size === null ? null : { size, stream: (start, end) => streamOf(root, path, start, end) };
}

async function sizeOf(root: string, path: string): Promise<number | null> {
  const handle = await openInside(root, path);
  try {
    return handle === null ? null : (await handle.stat()).size;
  } finally {
    await handle?.close();
  }
}

async function* streamOf(
  root: string,
  path: string,
  start: number,
  end: number,
): AsyncGenerator<Buffer, void, void> {
  const handle = await openInside(root, path);
  if (handle === null) return;
  try {
    yield* blocksOf(handle, start, end);
  } catch (error) {
    // The network file system lost the file while it was read: it was removed.
    if (codeOf(error) !== 'ESTALE') throw error;
  } finally {
    await handle.close();
  }
}
