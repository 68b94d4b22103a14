import { createHash } from 'node:crypto';
import { DroverError } from '../../errors/error.ts';
import type { StateContext } from '../context.ts';

/**
 * Attempts to sign in, counted in Redis so that all servers share the count: for an address, behind which may be
 * many people, and for a name, which may be guessed at from many addresses.
 */
export interface LoginAttempts {
  /** Counts one more, before anything is checked. Throws TOO_MANY_REQUESTS, with the seconds until the next may come. */
  begin(address: string, name: string | null): Promise<void>;
  /** It was right: the name begins anew, and the address does not have this one counted. */
  succeeded(address: string, name: string | null): Promise<void>;
}

const windowMs = 15 * 60_000;
const mostOfAddress = 50;
const mostOfName = 10;

export function createLoginAttempts({ keys, scripts }: StateContext): LoginAttempts {
  return {
    async begin(address, name) {
      const [code, waitMs] = await scripts.ask('begin_login', keysOf(address, name), [
        windowMs,
        mostOfAddress,
        mostOfName,
      ]);
      if (code === 'ok') return;
      const seconds = Math.max(1, Math.ceil(Number(waitMs) / 1000));
      throw new DroverError(
        'TOO_MANY_REQUESTS',
        { detail: `Too many attempts to sign in. The next may come in ${seconds} s.` },
        { retryAfter: seconds },
      );
    },

    async succeeded(address, name) {
      await scripts.run('end_login', keysOf(address, name), []);
    },
  };

  /** Names of any length and content are somebody's input: their hashes are what keys are made of. */
  function keysOf(address: string, name: string | null): string[] {
    const of = (kind: string, text: string) =>
      keys.loginAttempts(`${kind}-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`);
    return [of('address', address), ...(name === null ? [] : [of('name', name)])];
  }
}
