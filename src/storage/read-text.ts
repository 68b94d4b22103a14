import { openInside } from './open-inside.ts';

/** Text of the regular file `path` below `root`; null when there is none, or it has more than `mostBytes`. */
export async function readText(root: string, path: string, mostBytes: number): Promise<string | null> {
  const handle = await openInside(root, path).catch(() => null);
  if (handle === null) return null;
  try {
    const { size } = await handle.stat();
    if (size > mostBytes) return null;
    // No more than that, though it may grow meanwhile.
    const buffer = Buffer.alloc(size);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await handle.read(buffer, length, size - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return buffer.toString('utf8', 0, length);
  } finally {
    await handle.close();
  }
}
