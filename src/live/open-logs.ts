import type { BuildPlace, LogReader, Storage } from '../storage/index.ts';

/** A viewer reads one log after another: more than this are open only while viewers are far apart. */
const mostOpen = 8;

/** The logs of one build that its viewers read, each open once. */
export class OpenLogs {
  readonly #storage: Storage;
  readonly #place: () => BuildPlace;
  /** Least recently used first. */
  readonly #readers = new Map<string, Promise<LogReader | null>>();
  #closed = false;

  constructor(storage: Storage, place: () => BuildPlace) {
    this.#storage = storage;
    this.#place = place;
  }

  /** In bytes; 0 while there is no file. */
  size(log: string): Promise<number> {
    return this.#with(log, (reader) => reader.size(), 0);
  }

  /** What was filled of `into`: less, or nothing, at the end of the file. */
  read(log: string, offset: number, into: Buffer): Promise<Buffer> {
    return this.#with(log, (reader) => reader.read(offset, into), into.subarray(0, 0));
  }

  close(): void {
    this.#closed = true;
    for (const log of this.#readers.keys()) this.#drop(log);
  }

  async #with<T>(log: string, use: (reader: LogReader) => Promise<T>, absent: T): Promise<T> {
    const reader = await this.#open(log);
    if (reader === null) {
      this.#readers.delete(log);
      return absent;
    }
    try {
      return await use(reader);
    } catch (error) {
      // Closed in between, for others that were read: once more.
      if ((error as NodeJS.ErrnoException).code !== 'EBADF' || this.#closed) throw error;
      const again = await this.#open(log);
      return again === null ? absent : use(again);
    }
  }

  #open(log: string): Promise<LogReader | null> {
    if (this.#closed) return Promise.resolve(null);
    const opened = this.#readers.get(log) ?? this.#storage.openLog(this.#place(), log);
    this.#readers.delete(log);
    this.#readers.set(log, opened);
    opened.catch(() => this.#readers.delete(log));
    const [oldest] = this.#readers.keys();
    if (this.#readers.size > mostOpen && oldest !== undefined) this.#drop(oldest);
    return opened;
  }

  #drop(log: string): void {
    const opened = this.#readers.get(log);
    this.#readers.delete(log);
    opened?.then((reader) => reader?.close()).catch(() => {});
  }
}
