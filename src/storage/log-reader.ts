import { openInside } from './open-inside.ts';
import { codeOf } from './storage-error.ts';

/** A log that is kept open while it is read again and again. Whoever opened it closes it. */
export interface LogReader {
  /** In bytes, now. */
  size(): Promise<number>;
  /** Fills `into` from `offset` on, and returns what was filled: less, or nothing, at the end of the file. */
  read(offset: number, into: Buffer): Promise<Buffer>;
  close(): Promise<void>;
}

/** Null when there is no such regular file below `root`. */
export async function openLogReader(root: string, path: string): Promise<LogReader | null> {
  const handle = await openInside(root, path);
  if (handle === null) return null;
  return {
    size: async () => (await handle.stat()).size,
    async read(offset, into) {
      try {
        const { bytesRead } = await handle.read(into, 0, into.length, offset);
        return into.subarray(0, bytesRead);
      } catch (error) {
        // The network file system lost the file while it was read: it was removed.
        if (codeOf(error) === 'ESTALE') return into.subarray(0, 0);
        throw error;
      }
    },
    close: () => handle.close(),
  };
}
