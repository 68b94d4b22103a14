import { DroverError } from '../../errors/error.ts';
import type { StateContext } from '../context.ts';
import { hashSecret, newId, newSecret } from './hash.ts';
import { readEntry } from './read-entry.ts';
import { type Rights, readRights } from './roles.ts';

/** What is told of a token; the token itself is shown once, when it is made. */
export interface TokenView extends Rights {
  readonly id: string;
  /** Names the one who acts with it. */
  readonly name: string;
  readonly createdAt: string;
  readonly createdBy: string;
  /** ISO 8601 UTC; null: never. */
  readonly expiresAt: string | null;
  /** To the minute or so; null: never. */
  readonly usedAt: string | null;
}

type Entry = Omit<TokenView, 'usedAt'>;

export type NewToken = Pick<Entry, 'name' | 'role' | 'grants' | 'createdBy' | 'expiresAt'>;

/** Only hashes of tokens are stored, as `sha256` in hex. */
export interface Tokens {
  /** Resolves to the token, which is not kept, and what is told of it. */
  create(token: NewToken): Promise<{ token: string; view: TokenView }>;
  /** Who has the token of that hash, and notes that it was used; null for an unknown or expired one. */
  find(hash: string): Promise<TokenView | null>;
  /** Oldest first. */
  list(): Promise<TokenView[]>;
  /** Throws NOT_FOUND. */
  revoke(id: string): Promise<void>;
  /**
   * Registers a token that its holder has made, as the first admin's. Answers what it is afterwards: `made` now,
   * `known` before, or `revoked` before, which it stays.
   */
  register(token: string, name: string): Promise<'made' | 'known' | 'revoked'>;
}

export const newToken = (): string => `drover_${newSecret()}`;

/** A use is noted at most so often. */
const notedEveryMs = 60_000;

export function createTokens({ redis, keys }: StateContext): Tokens {
  return {
    async create(given) {
      const token = newToken();
      const entry: Entry = { ...given, id: newId(), createdAt: new Date().toISOString() };
      await redis.hset(keys.tokens(), hashSecret(token), JSON.stringify(entry));
      return { token, view: { ...entry, usedAt: null } };
    },

    async find(hash) {
      const text = await redis.hget(keys.tokens(), hash);
      const entry = text === null ? null : entryOf(hash, text);
      if (entry === null || isOver(entry)) return null;
      const usedAt = await redis.hget(keys.tokenUses(), entry.id);
      const now = new Date();
      if (usedAt === null || now.getTime() - Date.parse(usedAt) > notedEveryMs)
        await redis.hset(keys.tokenUses(), entry.id, now.toISOString());
      return { ...entry, usedAt };
    },

    list,

    async revoke(id) {
      for (const [hash, text] of Object.entries(await redis.hgetall(keys.tokens()))) {
        const entry = entryOf(hash, text);
        if (entry?.id !== id) continue;
        // A token that is kept in a file would come back with the next start, if its entry did not say that it may not.
        if (entry.createdBy === '') await redis.hset(keys.tokens(), hash, JSON.stringify({ revoked: true }));
        else await redis.hdel(keys.tokens(), hash);
        await redis.hdel(keys.tokenUses(), id);
        return;
      }
      throw new DroverError('NOT_FOUND', { detail: `There is no token with the id ${JSON.stringify(id)}.` });
    },

    async register(token, name) {
      const hash = hashSecret(token);
      const entry: Entry = {
        id: newId(),
        name,
        role: 'admin',
        grants: [],
        createdAt: new Date().toISOString(),
        createdBy: '',
        expiresAt: null,
      };
      if ((await redis.hsetnx(keys.tokens(), hash, JSON.stringify(entry))) === 1) return 'made';
      const text = await redis.hget(keys.tokens(), hash);
      return entryOf(hash, text ?? '') === null ? 'revoked' : 'known';
    },
  };

  async function list(): Promise<TokenView[]> {
    const [entries, uses] = await Promise.all([
      redis.hgetall(keys.tokens()),
      redis.hgetall(keys.tokenUses()),
    ]);
    return Object.entries(entries)
      .flatMap(([hash, text]): TokenView[] => {
        const entry = entryOf(hash, text);
        return entry === null ? [] : [{ ...entry, usedAt: uses[entry.id] ?? null }];
      })
      .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  }
}

const isOver = ({ expiresAt }: Entry): boolean => expiresAt !== null && Date.parse(expiresAt) <= Date.now();

/** The first version of Drover wrote no role: its tokens were all an admin's. A damaged entry gives nobody access. */
function entryOf(hash: string, text: string): Entry | null {
  const { role = 'admin', grants, ...entry } = readEntry<Entry>(text);
  const rights = readRights({ role, grants });
  if (typeof entry.name !== 'string' || rights === null) return null;
  return {
    id: entry.id ?? hash.slice(0, 12),
    name: entry.name,
    ...rights,
    createdAt: entry.createdAt ?? new Date(0).toISOString(),
    createdBy: entry.createdBy ?? '',
    expiresAt: entry.expiresAt ?? null,
  };
}
