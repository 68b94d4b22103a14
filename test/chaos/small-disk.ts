import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A file system in memory, mounted at a folder, that can be filled to the last byte and freed again. */
export class SmallDisk {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Null where this user may not mount one. */
  static mount(folder: string, mebibytes: number): SmallDisk | null {
    mkdirSync(folder, { recursive: true });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'drover', folder], {
        stdio: 'ignore',
      });
      return new SmallDisk(folder);
    } catch {
      return null;
    }
  }

  fill(): void {
    const file = openSync(this.#filler, 'w');
    try {
      for (const size of [1024 * 1024, 4096]) this.#writeAll(file, Buffer.alloc(size));
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    rmSync(this.#filler, { force: true });
  }

  unmount(): void {
    execFileSync('umount', [this.#folder]);
  }

  get #filler(): string {
    return join(this.#folder, 'filler');
  }

  #writeAll(file: number, piece: Buffer): void {
    try {
      for (;;) writeSync(file, piece);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
}
