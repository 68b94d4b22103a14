import { rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from './storage-error.ts';

/** Removes a folder and those above it as far as they are empty, up to but without `top`. */
export async function removeEmptied(folder: string, top: string): Promise<void> {
  for (let at = folder; at !== top; at = dirname(at)) {
    try {
      await rmdir(at);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') continue;
      if (codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST') return;
      throw error;
    }
  }
}
