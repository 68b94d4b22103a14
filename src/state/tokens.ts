import type { StateContext } from './context.ts';
import { isRole, type Role } from './roles.ts';

/** Who a token speaks for, and what it may do. */
export interface TokenOwner {
  readonly name: string;
  readonly role: Role;
}

/** Only hashes of tokens are stored, as `sha256` in hex. */
export interface Tokens {
  /** Who the token belongs to; null for an unknown one. */
  owner(hash: string): Promise<TokenOwner | null>;
  /** False when it was registered before; then its owner stays. */
  register(hash: string, owner: TokenOwner): Promise<boolean>;
}

export function createTokens({ redis, keys }: StateContext): Tokens {
  return {
    async owner(hash) {
      const text = await redis.hget(keys.tokens(), hash);
      return text === null ? null : ownerIn(text);
    },

    async register(hash, { name, role }) {
      const value = JSON.stringify({ name, role, createdAt: new Date().toISOString() });
      return (await redis.hsetnx(keys.tokens(), hash, value)) === 1;
    },
  };
}

/** A damaged entry gives nobody access. The first version of Drover wrote no role: its tokens were all an admin's. */
function ownerIn(text: string): TokenOwner | null {
  try {
    const { name, role = 'admin' } = (JSON.parse(text) ?? {}) as { name?: unknown; role?: unknown };
    return typeof name === 'string' && isRole(role) ? { name, role } : null;
  } catch {
    return null;
  }
}
