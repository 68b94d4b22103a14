import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { walk } from '../storage/walk.ts';

/** Bytes that the files of a folder take on its disk. Stops counting beyond `most`. */
export async function folderSize(folder: string, most: number): Promise<number> {
  let bytes = 0;
  for await (const { path } of walk(folder, { state: 0, enter: () => 0, onFault: () => {} })) {
    // What a process that is left removes meanwhile does not count.
    const stat = await lstat(join(folder, path)).catch(() => null);
    // The system counts in blocks of 512 bytes, whatever the disk has.
    bytes += (stat?.blocks ?? 0) * 512;
    if (bytes > most) break;
  }
  return bytes;
}
