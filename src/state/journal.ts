import { randomUUID } from 'node:crypto';
import type { StateContext } from './context.ts';

/** A change of the file storage that is still to be made. Paths are those of jobs, as `team/backend/api`. */
export type JournalEntry = MoveEntry | RemovalEntry;

export interface MoveEntry {
  readonly kind: 'move';
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** The number of the newest build that there was at the moment of the move. */
  readonly upTo: number;
}

export interface RemovalEntry {
  readonly kind: 'removal';
  readonly id: string;
  readonly path: string;
  /** These, or all up to a number: a job made again under the name goes on with higher ones. */
  readonly builds: { readonly numbers: readonly number[] } | { readonly upTo: number };
}

/**
 * Written by the scripts that move and remove jobs and builds. Entries are to be completed in the order of
 * the list; completing one twice must do no harm.
 */
export interface Journal {
  list(): Promise<JournalEntry[]>;
  done(entry: JournalEntry): Promise<void>;
  /**
   * Runs the task unless another process runs one at this moment, then false. Two that complete the same
   * entries at different speeds could turn their order about: a move there and a move back.
   */
  exclusively(task: () => Promise<void>): Promise<boolean>;
}

/** A task that died gives the way free after this; one that takes longer is no longer alone. */
const lockMs = 60_000;

export function createJournal({ redis, keys, scripts }: StateContext): Journal {
  return {
    async list() {
      const [moves, removals] = await Promise.all([
        redis.hgetall(keys.moves()),
        redis.hgetall(keys.removals()),
      ]);
      const entries = [
        ...Object.entries(moves).flatMap(([id, text]) => readMove(id, text)),
        ...Object.entries(removals).flatMap(([id, text]) => readRemoval(id, text)),
      ];
      return entries.sort((a, b) => Number(a.id) - Number(b.id));
    },

    async done({ kind, id }) {
      await redis.hdel(kind === 'move' ? keys.moves() : keys.removals(), id);
    },

    async exclusively(task) {
      const token = randomUUID();
      if ((await redis.set(keys.journalLock(), token, 'PX', lockMs, 'NX')) === null) return false;
      try {
        await task();
      } finally {
        await scripts.run('unlock', [keys.journalLock()], [token]);
      }
      return true;
    },
  };
}

interface Stored {
  from?: unknown;
  to?: unknown;
  path?: unknown;
  upTo?: unknown;
  numbers?: unknown;
}

function readMove(id: string, text: string): MoveEntry[] {
  const { from, to, upTo } = parse(text);
  if (typeof from !== 'string' || typeof to !== 'string' || typeof upTo !== 'number') return [];
  return [{ kind: 'move', id, from, to, upTo }];
}

function readRemoval(id: string, text: string): RemovalEntry[] {
  const { path, upTo, numbers } = parse(text);
  if (typeof path !== 'string') return [];
  if (typeof upTo === 'number') return [{ kind: 'removal', id, path, builds: { upTo } }];
  if (!Array.isArray(numbers)) return [];
  return [{ kind: 'removal', id, path, builds: { numbers: numbers.map(Number) } }];
}

/** An entry that cannot be read stays where people find it and holds up no other. */
function parse(text: string): Stored {
  try {
    return (JSON.parse(text) as Stored | null) ?? {};
  } catch {
    return {};
  }
}
