import type { StateContext } from './context.ts';
import { readEntry } from './identity/read-entry.ts';

/** Somebody changed something, or was refused. Never what was sent. */
export interface AuditEntry {
  /** Of the entry; rises. */
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Name of the caller; null for one that is not known. */
  readonly who: string | null;
  /** How it was known: `token`, `session`; null with `who`. */
  readonly via: string | null;
  /** Address that the request came from. */
  readonly from: string;
  readonly method: string;
  /** The route, as `/api/jobs/:name`. */
  readonly route: string;
  /** What the placeholders of the route stood for. */
  readonly params: Readonly<Record<string, string>>;
  /** HTTP status of the answer. */
  readonly status: number;
  /** The code of a refusal, of `docs/errors.md`. */
  readonly code?: string;
}

export interface AuditFilter {
  readonly who?: string | undefined;
  readonly method?: string | undefined;
  readonly route?: string | undefined;
  readonly status?: number | undefined;
  /** Only what was refused. */
  readonly refused?: boolean | undefined;
}

export interface Audit {
  record(entry: Omit<AuditEntry, 'id' | 'at'>): Promise<void>;
  /** Newest first. `next` is the `before` of the next page; null at the end. */
  page(
    filter: AuditFilter,
    page: { limit: number; before?: string | undefined },
  ): Promise<{ entries: AuditEntry[]; next: string | null }>;
}

/** About so many entries are kept. */
const mostEntries = 20_000;
const readAtOnce = 1_000;

export function createAudit({ redis, keys }: StateContext): Audit {
  return {
    async record(entry) {
      const text = JSON.stringify({ at: new Date().toISOString(), ...entry });
      await redis.xadd(keys.audit(), 'MAXLEN', '~', mostEntries, '*', 'entry', text);
    },

    async page(filter, { limit, before }) {
      const found: AuditEntry[] = [];
      for await (const entry of newestFirst(before)) {
        if (!fits(entry, filter)) continue;
        if (found.length === limit) return { entries: found, next: found.at(-1)?.id ?? null };
        found.push(entry);
      }
      return { entries: found, next: null };
    },
  };

  async function* newestFirst(before: string | undefined): AsyncGenerator<AuditEntry> {
    // Nothing comes before the least id, and Redis does not take it as the end of a range.
    if (before !== undefined && /^0+-0+$/.test(before)) return;
    let end = before === undefined ? '+' : `(${before}`;
    for (;;) {
      const rows = await redis.xrevrange(keys.audit(), end, '-', 'COUNT', readAtOnce);
      for (const [id, [, text = '']] of rows) yield { ...(readEntry<AuditEntry>(text) as AuditEntry), id };
      const last = rows.at(-1)?.[0];
      if (last === undefined || rows.length < readAtOnce) return;
      end = `(${last}`;
    }
  }
}

function fits(entry: AuditEntry, { who, method, route, status, refused }: AuditFilter): boolean {
  return (
    (who === undefined || entry.who === who) &&
    (method === undefined || entry.method === method) &&
    (route === undefined || entry.route === route) &&
    (status === undefined || entry.status === status) &&
    (refused !== true || entry.status === 401 || entry.status === 403 || entry.status === 429)
  );
}
