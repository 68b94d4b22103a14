import { DroverError } from '../../errors/error.ts';
import type { StateContext } from '../context.ts';
import { hashSecret, newId, newSecret } from './hash.ts';
import { readEntry } from './read-entry.ts';

/** Whom a session speaks for: a user as it was made at that time, or the token of that hash. */
export type Principal =
  | { readonly user: string; readonly since: string }
  | { readonly token: string; readonly name: string };

export interface Session {
  readonly id: string;
  readonly principal: Principal;
  readonly createdAt: string;
  /** To the minute or so. */
  readonly seenAt: string;
  /** At the latest; earlier when it is not used. */
  readonly expiresAt: string;
  /** Address and browser of the one who signed in. */
  readonly from: string;
  readonly agent: string;
}

export interface SessionLife {
  /** Unused for so long it ends. */
  readonly idleMs: number;
  /** So long after its begin it ends, used or not. */
  readonly longestMs: number;
}

export interface Sessions {
  /** Resolves to the secret for the cookie, of which only the hash is kept. */
  create(principal: Principal, about: Pick<Session, 'from' | 'agent'>, life: SessionLife): Promise<string>;
  /** The session of the secret with that hash, whose life begins anew; null for an unknown one and one that is over. */
  find(hash: string, life: SessionLife): Promise<Session | null>;
  /** Newest first. */
  list(): Promise<Session[]>;
  /** Ends those that `which` names; resolves to how many. */
  end(which: (session: Session) => boolean): Promise<number>;
}

const notedEveryMs = 60_000;
const longestText = 200;

export function createSessions({ redis, keys }: StateContext): Sessions {
  return {
    async create(principal, { from, agent }, life) {
      const secret = newSecret();
      const hash = hashSecret(secret);
      const now = Date.now();
      const session: Session = {
        id: newId(),
        principal,
        createdAt: new Date(now).toISOString(),
        seenAt: new Date(now).toISOString(),
        expiresAt: new Date(now + life.longestMs).toISOString(),
        from: from.slice(0, longestText),
        agent: agent.slice(0, longestText),
      };
      await redis
        .multi()
        .set(keys.session(hash), JSON.stringify(session), 'PX', lifeLeft(session, life, now))
        .zadd(keys.sessions(), now + life.longestMs, hash)
        .zremrangebyscore(keys.sessions(), '-inf', now)
        .exec();
      return secret;
    },

    async find(hash, life) {
      const session = sessionOf((await redis.get(keys.session(hash))) ?? '');
      const now = Date.now();
      if (session === null || Date.parse(session.expiresAt) <= now) return null;
      if (now - Date.parse(session.seenAt) > notedEveryMs) {
        const seen = { ...session, seenAt: new Date(now).toISOString() };
        await redis.set(keys.session(hash), JSON.stringify(seen), 'PX', lifeLeft(session, life, now), 'XX');
      }
      return session;
    },

    async list() {
      return (await all()).map(({ session }) => session);
    },

    async end(which) {
      const wanted = (await all()).filter(({ session }) => which(session)).map(({ hash }) => hash);
      if (wanted.length === 0) return 0;
      await redis
        .multi()
        .del(...wanted.map((hash) => keys.session(hash)))
        .zrem(keys.sessions(), ...wanted)
        .exec();
      return wanted.length;
    },
  };

  async function all(): Promise<{ hash: string; session: Session }[]> {
    const hashes = await redis.zrange(keys.sessions(), 0, '-1');
    if (hashes.length === 0) return [];
    const texts = await redis.mget(hashes.map((hash) => keys.session(hash)));
    return hashes
      .flatMap((hash, index) => {
        const session = sessionOf(texts[index] ?? '');
        return session === null ? [] : [{ hash, session }];
      })
      .sort((a, b) => (a.session.createdAt < b.session.createdAt ? 1 : -1));
  }
}

const lifeLeft = ({ expiresAt }: Session, { idleMs }: SessionLife, now: number): number =>
  Math.max(1, Math.min(idleMs, Date.parse(expiresAt) - now));

/** Null for what is no session, which lets nobody in. */
function sessionOf(text: string): Session | null {
  const { id, principal, createdAt, seenAt, expiresAt, from = '', agent = '' } = readEntry<Session>(text);
  if (id === undefined || principal === undefined) return null;
  if (createdAt === undefined || seenAt === undefined || expiresAt === undefined) return null;
  return { id, principal, createdAt, seenAt, expiresAt, from, agent };
}

/** Throws NOT_FOUND when nothing was ended. */
export function requireEnded(count: number, id: string): void {
  if (count > 0) return;
  throw new DroverError('NOT_FOUND', { detail: `There is no session with the id ${JSON.stringify(id)}.` });
}
