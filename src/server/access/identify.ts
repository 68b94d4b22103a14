import { DroverError } from '../../errors/error.ts';
import { hashSecret } from '../../state/identity/hash.ts';
import type { Principal, Session, SessionLife } from '../../state/identity/sessions.ts';
import type { State } from '../../state/index.ts';
import type { Caller } from './caller.ts';

const knownForMs = 5_000;
const knownAtMost = 2_000;

type Identities = Pick<State, 'tokens' | 'sessions' | 'users'>;

/**
 * Who has a token or a session. Only hashes are compared, and by look-up, so the time taken tells nothing about
 * them. Who was found is remembered for 5 s: that long one whose token or session was ended may go on at this server.
 */
export class Identify {
  readonly #state: Identities;
  readonly #life: SessionLife;
  readonly #known = new Map<string, { caller: Caller; until: number }>();

  constructor(state: Identities, life: SessionLife) {
    this.#state = state;
    this.#life = life;
  }

  /** Throws UNAUTHENTICATED. */
  token(token: string): Promise<Caller> {
    const hash = hashSecret(token);
    return this.#remembered(`token ${hash}`, () => callerOfToken(this.#state, hash, 'token'));
  }

  /** Throws UNAUTHENTICATED. */
  session(secret: string): Promise<Caller> {
    const hash = hashSecret(secret);
    return this.#remembered(`session ${hash}`, async () => {
      const session = await this.#state.sessions.find(hash, this.#life);
      return session === null ? null : callerOfSession(this.#state, session);
    });
  }

  /** What was ended through this server ends here at once. */
  forget(): void {
    this.#known.clear();
  }

  async #remembered(key: string, find: () => Promise<Caller | null>): Promise<Caller> {
    const remembered = this.#known.get(key);
    if (remembered !== undefined && remembered.until > performance.now()) return remembered.caller;
    const caller = await find();
    if (caller === null) throw new DroverError('UNAUTHENTICATED');
    if (this.#known.size >= knownAtMost) this.#known.clear();
    this.#known.set(key, { caller, until: performance.now() + knownForMs });
    return caller;
  }
}

async function callerOfSession(state: Identities, session: Session): Promise<Caller | null> {
  const caller = await callerOf(state, session.principal);
  return caller === null ? null : { ...caller, session: session.id };
}

/** Whom a session or a login link speaks for, with the rights that it has now; null when it is gone. */
export async function callerOf(state: Identities, principal: Principal): Promise<Caller | null> {
  if ('token' in principal) return callerOfToken(state, principal.token, 'session');
  const user = await state.users.find(principal.user);
  // One of the same name who was made anew is somebody else.
  if (user === null || user.createdAt !== principal.since) return null;
  return { name: user.name, role: user.role, grants: user.grants, via: 'session', principal };
}

async function callerOfToken(state: Identities, hash: string, via: Caller['via']): Promise<Caller | null> {
  const token = await state.tokens.find(hash);
  if (token === null) return null;
  const { name, role, grants } = token;
  return { name, role, grants, via, principal: { token: hash, name } };
}
