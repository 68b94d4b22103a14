import { DroverError } from '../../errors/error.ts';
import type { StateContext } from '../context.ts';
import { readEntry } from './read-entry.ts';
import { type Rights, readRights } from './roles.ts';

export interface User extends Rights {
  readonly name: string;
  /** Whether a password was set; without one nobody can sign in with the name and a password. */
  readonly hasPassword: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

interface Entry extends Rights {
  /** In the PHC format of argon2. */
  readonly password?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What a change leaves out stays as it is; a new user has no rights but those that are given. */
export interface UserChange extends Partial<Rights> {
  readonly passwordHash?: string;
}

export interface Users {
  /** True when it was made now. Throws NAME_INVALID. */
  put(name: string, change: UserChange): Promise<boolean>;
  /** Null when there is none. */
  find(name: string): Promise<User | null>;
  /** The hash of the password; null when there is no such user, or it has none. */
  passwordHash(name: string): Promise<string | null>;
  /** By name. */
  list(): Promise<User[]>;
  /** Throws NOT_FOUND. */
  delete(name: string): Promise<void>;
}

const plainName = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;
/** Every attempt that fails means that another change went through. */
const attempts = 20;

export function createUsers({ redis, keys, scripts }: StateContext): Users {
  return {
    async put(name, change) {
      checkUserName(name);
      for (let attempt = 0; attempt < attempts; attempt++) {
        const text = (await redis.hget(keys.users(), name)) ?? '';
        const [code] = await scripts.ask(
          'replace_field',
          [keys.users()],
          [name, text, JSON.stringify(changed(readEntry<Entry>(text), change))],
        );
        if (code === 'ok') return text === '';
      }
      throw new Error(`user ${name} is changed again and again by others`);
    },

    async find(name) {
      return plainName.test(name) ? userOf(name, (await redis.hget(keys.users(), name)) ?? '') : null;
    },

    async passwordHash(name) {
      const text = plainName.test(name) ? await redis.hget(keys.users(), name) : null;
      const { password } = readEntry<Entry>(text ?? '');
      return typeof password === 'string' ? password : null;
    },

    async list() {
      const entries = Object.entries(await redis.hgetall(keys.users()));
      return entries
        .flatMap(([name, text]) => userOf(name, text) ?? [])
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    },

    async delete(name) {
      if ((await redis.hdel(keys.users(), name)) === 1) return;
      throw new DroverError('NOT_FOUND', { detail: `There is no user named ${JSON.stringify(name)}.` });
    },
  };
}

function checkUserName(name: string): void {
  if (plainName.test(name)) return;
  const detail = `${JSON.stringify(name.slice(0, 64))} cannot be the name of a user: it has letters, digits, ".", "_", "@" and "-", at most 64, a letter or digit first.`;
  throw new DroverError('NAME_INVALID', { detail });
}

function changed(before: Partial<Entry>, { role, grants, passwordHash }: UserChange): Entry {
  const now = new Date().toISOString();
  const password = passwordHash ?? before.password;
  return {
    role: role === undefined ? (before.role ?? null) : role,
    grants: grants ?? before.grants ?? [],
    ...(password === undefined ? {} : { password }),
    createdAt: before.createdAt ?? now,
    updatedAt: now,
  };
}

/** Null for a damaged entry, which gives nobody access. */
function userOf(name: string, text: string): User | null {
  const { role, grants, password, createdAt, updatedAt } = readEntry<Entry>(text);
  const rights = readRights({ role, grants });
  if (rights === null || createdAt === undefined || updatedAt === undefined) return null;
  return { name, ...rights, hasPassword: typeof password === 'string', createdAt, updatedAt };
}
