import type { StateContext } from '../context.ts';
import { hashSecret, newSecret } from './hash.ts';
import { readEntry } from './read-entry.ts';
import type { Principal } from './sessions.ts';

/** One-time codes for a link that signs a browser in without anything to type. */
export interface LoginCodes {
  /** Resolves to the code, of which only the hash is kept. */
  create(principal: Principal): Promise<{ code: string; expiresAt: string }>;
  /** Whom the code speaks for, the first time and within its life; null afterwards. */
  take(code: string): Promise<Principal | null>;
}

export const loginCodeLifeMs = 15 * 60_000;

export function createLoginCodes({ redis, keys }: StateContext): LoginCodes {
  return {
    async create(principal) {
      const code = newSecret();
      await redis.set(keys.loginCode(hashSecret(code)), JSON.stringify(principal), 'PX', loginCodeLifeMs);
      return { code, expiresAt: new Date(Date.now() + loginCodeLifeMs).toISOString() };
    },

    async take(code) {
      const text = await redis.getdel(keys.loginCode(hashSecret(code)));
      const principal = readEntry<{ user: string; token: string }>(text ?? '');
      return 'user' in principal || 'token' in principal ? (principal as Principal) : null;
    },
  };
}
