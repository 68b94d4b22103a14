import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, unlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ownerMark } from './owner.ts';

const run = promisify(execFile);

/** One `mkfifo` makes so many; when fewer than `REFILL_AT` are left the next are made in the background. */
const BATCH = 32;
const REFILL_AT = 12;

/** The two ends of a pipe as file descriptors; whoever takes them closes them. */
export interface OutputPipe {
  readEnd: number;
  writeEnd: number;
}

/**
 * Pipes for the output of commands. Node's own are socket pairs: on those `echo > /dev/stderr` fails
 * (ENXIO), and two of them lose the order of standard output and standard error. Node cannot make a
 * plain pipe, so each is a FIFO, unlinked as soon as both ends are open. Each serves one command: what
 * a survivor of an earlier command still writes can never come into a later log.
 */
export class OutputPipes {
  #folder: string | null = null;
  #paths: string[] = [];
  #made = 0;
  #filling: Promise<void> | null = null;
  #closed = false;

  async take(): Promise<OutputPipe> {
    while (this.#paths.length === 0) await this.#fill();
    const path = this.#paths.pop() as string;
    if (this.#paths.length < REFILL_AT) this.#fill().catch(() => undefined); // the next `take` meets the same fault
    return openBothEnds(path);
  }

  /** Removes the folder with the unused pipes; pipes in use stay as they are. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#filling?.catch(() => undefined);
    this.#paths = [];
    if (this.#folder !== null) await rm(this.#folder, { recursive: true, force: true });
  }

  #fill(): Promise<void> {
    this.#filling ??= this.#make().finally(() => {
      this.#filling = null;
    });
    return this.#filling;
  }

  async #make(): Promise<void> {
    if (this.#closed) throw new Error('the output pipes are closed');
    this.#folder ??= await mkdtemp(join(tmpdir(), `drover-pipes-${ownerMark()}-`)); // mode 700
    const folder = this.#folder;
    const names = Array.from({ length: BATCH }, (_, at) => String(this.#made + at));
    this.#made += BATCH;
    await run('mkfifo', ['-m', '600', ...names], { cwd: folder });
    this.#paths.push(...names.map((name) => join(folder, name)));
  }
}

/** The reading end first and without waiting: then the writing end finds a reader and does not wait either. */
function openBothEnds(path: string): OutputPipe {
  const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return { readEnd, writeEnd: openSync(path, constants.O_WRONLY) };
  } catch (error) {
    closeSync(readEnd);
    throw error;
  } finally {
    unlinkSync(path);
  }
}
