import type { StateContext } from './context.ts';

/** Work that one process does at a time, whichever it is. */
export interface Locks {
  /** True while `token` has the lock: takes it when nobody has it, and holds it for another `ms`. */
  hold(name: string, token: string, ms: number): Promise<boolean>;
  release(name: string, token: string): Promise<void>;
}

export function createLocks({ keys, scripts }: StateContext): Locks {
  return {
    async hold(name, token, ms) {
      const [code] = await scripts.ask('hold_lock', [keys.lock(name)], [token, ms]);
      return code === 'ok';
    },
    async release(name, token) {
      await scripts.run('unlock', [keys.lock(name)], [token]);
    },
  };
}
