import { DroverError } from '../errors/error.ts';

const reasons: Readonly<Record<string, string>> = {
  EACCES:
    'this user may not write there. Give it to the user that runs Drover, or name another with DROVER_STORAGE',
  EPERM:
    'this user may not write there. Give it to the user that runs Drover, or name another with DROVER_STORAGE',
  EROFS: 'it is on a read-only file system. Mount it writable, or name another with DROVER_STORAGE',
  ENOSPC: 'no space is left on its disk. Delete old builds, or enlarge the disk',
  EDQUOT: 'the disk quota of this user is used up. Delete old builds, or raise the quota',
  ENOTDIR: 'a part of its path is a file. Name a folder with DROVER_STORAGE',
  EIO: 'its disk reports read or write errors. Look at the disk and at the log of the system',
  ESTALE: 'its network file system was unmounted or replaced. Mount it again and restart Drover',
  EMFILE: 'this process has too many open files. Raise the limit (ulimit -n)',
};

export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | null)?.code;

/** What a failed operation on the storage says to people: the folder, the reason and what to do. */
export function storageError(root: string, error: unknown): DroverError {
  if (error instanceof DroverError) return error;
  const reason = reasons[codeOf(error) ?? ''] ?? (error instanceof Error ? error.message : String(error));
  return new DroverError(
    'STORAGE_UNAVAILABLE',
    { detail: `The storage folder ${root}: ${reason}.` },
    { cause: error },
  );
}
