import type { StateContext } from './context.ts';

/** Only hashes of tokens are stored, as `sha256` in hex. */
export interface Tokens {
  /** Who the token belongs to; null for an unknown one. */
  owner(hash: string): Promise<string | null>;
  /** False when it was registered before; then its owner stays. */
  register(hash: string, owner: string): Promise<boolean>;
}

export function createTokens({ redis, keys }: StateContext): Tokens {
  return {
    async owner(hash) {
      const text = await redis.hget(keys.tokens(), hash);
      return text === null ? null : nameIn(text);
    },

    async register(hash, owner) {
      const value = JSON.stringify({ name: owner, createdAt: new Date().toISOString() });
      return (await redis.hsetnx(keys.tokens(), hash, value)) === 1;
    },
  };
}

/** A damaged entry gives nobody access. */
function nameIn(text: string): string | null {
  try {
    const name = (JSON.parse(text) as { name?: unknown } | null)?.name;
    return typeof name === 'string' ? name : null;
  } catch {
    return null;
  }
}
