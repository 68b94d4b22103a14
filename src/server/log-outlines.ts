import type { Gate } from '../lib/gate.ts';
import { isComplete } from '../live/logs-of.ts';
import type { BuildDocument } from '../state/build.ts';
import type { LogOutline, Storage } from '../storage/index.ts';

const mostKept = 200;

interface Kept {
  outline: LogOutline | null;
  /** Ends when nobody works on it: two at once would find everything twice. */
  free: Promise<unknown>;
}

/** Outlines of the logs that were asked for last. Logs only grow, so each is looked through once. */
export class LogOutlines {
  readonly #storage: Storage;
  readonly #gate: Gate;
  /** Least recently used first. */
  readonly #kept = new Map<string, Kept>();

  constructor(storage: Storage, gate: Gate) {
    this.#storage = storage;
    this.#gate = gate;
  }

  /** Throws NOT_FOUND. */
  get(build: BuildDocument, log: string, signal: AbortSignal): Promise<LogOutline> {
    const kept = this.#touch(`${build.folder} ${build.job} ${build.number} ${log}`);
    const answer = kept.free.then(async () => {
      const leave = await this.#gate.enter();
      try {
        kept.outline = await this.#storage.outline(build, log, kept.outline, isComplete(build, log), signal);
        return kept.outline;
      } finally {
        leave();
      }
    });
    kept.free = answer.catch(() => {});
    return answer;
  }

  #touch(key: string): Kept {
    const kept = this.#kept.get(key) ?? { outline: null, free: Promise.resolve() };
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
    return kept;
  }
}
