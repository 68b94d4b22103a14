import { DroverError } from '../../errors/error.ts';
import { unmaskable } from '../../lib/unmaskable.ts';
import type { StateContext } from '../context.ts';
import { type Job, parseJob } from '../job.ts';
import { type KeyRing, keyOf } from './key-ring.ts';
import { fieldOf, type Place, readField, type SecretScope, scopesFor } from './scope.ts';

export interface SecretView {
  readonly name: string;
  readonly scope: SecretScope;
  /** ISO 8601 UTC. */
  readonly updatedAt: string;
  readonly updatedBy: string;
  /** Id of the key that it is stored with, and whether that key is here. */
  readonly key: string;
  readonly readable: boolean;
}

interface Entry {
  sealed: string;
  /** Of a job: its id, so that a job made anew under the name does not get it. */
  owner: string;
  updatedAt: string;
  updatedBy: string;
}

export interface Rotation {
  /** How many are stored with the current key now that were not before. */
  readonly rotated: number;
  /** `job/api/NAME`: those whose key is not here. They stay as they are. */
  readonly unreadable: string[];
}

/** Secrets: values that only the worker of a build whose job names them gets to see. */
export interface Secrets {
  /** True when it is new. Throws SECRET_REFUSED, SECRET_KEY_MISSING, JOB_NOT_FOUND, FOLDER_NOT_FOUND. */
  put(scope: SecretScope, name: string, value: string, by: string): Promise<boolean>;
  /** Throws SECRET_NOT_FOUND. */
  delete(scope: SecretScope, name: string): Promise<void>;
  /** In order of scope and name. */
  list(): Promise<SecretView[]>;
  /** The value of each name that is nearest to the job. Throws SECRET_MISSING with all that are, SECRET_KEY_MISSING. */
  read(job: Job['meta'], names: readonly string[]): Promise<Record<string, string>>;
  /** Stores all with the current key. Throws SECRET_KEY_MISSING when there is none. */
  rotate(): Promise<Rotation>;
}

const namePattern = /^(?!CI_)[A-Za-z_][A-Za-z0-9_]{0,99}$/;
/** Linux hands a process no single value of more than 128 KiB; a longer one also makes output slow to search. */
const mostBytes = 48 * 1024;
const mostSecrets = 10_000;

export function createSecrets({ redis, keys, scripts }: StateContext, ring: KeyRing): Secrets {
  return {
    async put(scope, name, value, by) {
      const fault = faultOf(name, value);
      if (fault !== null) throw new DroverError('SECRET_REFUSED', { detail: fault });
      const owner = await ownerOf(scope);
      const sealed = ring.seal(value, boundTo(scope, name, owner));
      const entry: Entry = { sealed, owner, updatedAt: new Date().toISOString(), updatedBy: by };
      const [created] = await scripts.run(
        'put_secret',
        [keys.secrets(), keys.folders(), keys.job(scope.kind === 'job' ? scope.name : '')],
        [
          scope.kind,
          scope.kind === 'global' ? '' : scope.name,
          owner,
          fieldOf(scope, name),
          JSON.stringify(entry),
          mostSecrets,
        ],
        scope.kind === 'global' ? {} : { [scope.kind]: scope.name },
      );
      return created === 1;
    },

    async delete(scope, name) {
      if ((await redis.hdel(keys.secrets(), fieldOf(scope, name))) === 1) return;
      throw new DroverError('SECRET_NOT_FOUND', { name, where: wordsOf(scope) });
    },

    async list() {
      const all = Object.entries(await redis.hgetall(keys.secrets()));
      return all
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .flatMap(([field, text]) => {
          const place = readField(field);
          if (place === null) return [];
          const entry = parseEntry(text);
          const key = keyOf(entry?.sealed ?? '');
          const { updatedAt, updatedBy } = entry ?? { updatedAt: new Date(0).toISOString(), updatedBy: '' };
          return [{ ...place, updatedAt, updatedBy, key, readable: ring.has(key) }];
        });
    },

    async read(job, names) {
      if (names.length === 0) return {};
      const scopes = scopesFor(job);
      const parent = job.parent === undefined ? undefined : await idOf(job.parent).catch(() => undefined);
      const fields = names.flatMap((name) => scopes.map((scope) => fieldOf(scope, name)));
      const texts = await redis.hmget(keys.secrets(), ...fields);
      const missing: string[] = [];
      const values: Record<string, string> = {};
      for (const [index, name] of names.entries()) {
        const at = index * scopes.length;
        const found = scopes
          .map((scope, nth) => ({ scope, entry: parseEntry(texts[at + nth] ?? null) }))
          .find(({ scope, entry }) => entry !== null && entry.owner === (ownerIn(scope, job, parent) ?? ''));
        if (found?.entry) values[name] = opened(found.scope, name, found.entry);
        else missing.push(name);
      }
      const [first, ...others] = missing;
      if (first === undefined) return values;
      const named = others.length === 0 ? `no secret ${first}` : `none of the secrets ${missing.join(', ')}`;
      throw new DroverError('SECRET_MISSING', { named, job: job.name, first });
    },

    async rotate() {
      if (ring.current === null) ring.seal('', []);
      const unreadable: string[] = [];
      let rotated = 0;
      for (const [field, text] of Object.entries(await redis.hgetall(keys.secrets()))) {
        const entry = parseEntry(text);
        if (entry === null || !ring.has(keyOf(entry.sealed))) unreadable.push(field);
        else if (keyOf(entry.sealed) !== ring.current && (await resealed(field, text, entry))) rotated += 1;
      }
      return { rotated, unreadable: unreadable.sort() };
    },
  };

  async function ownerOf(scope: SecretScope): Promise<string> {
    if (scope.kind !== 'job') return '';
    const id = await idOf(scope.name);
    if (id !== undefined) return id;
    throw new DroverError('SECRET_REFUSED', {
      detail: `Job "${scope.name}" was put into Redis by hand: save it once, then it can have secrets.`,
    });
  }

  async function idOf(job: string): Promise<string | undefined> {
    const text = await redis.get(keys.job(job));
    if (text === null) throw new DroverError('JOB_NOT_FOUND', { job });
    return parseJob(text)?.meta?.id;
  }

  function opened(scope: SecretScope, name: string, { sealed, owner }: Entry): string {
    try {
      return ring.open(sealed, boundTo(scope, name, owner));
    } catch (error) {
      if (!(error instanceof DroverError)) throw error;
      const detail = `The secret ${name} cannot be read: ${error.message}`;
      throw new DroverError(error.code, { detail }, { cause: error });
    }
  }

  /** False: somebody has changed it meanwhile, with the current key. */
  async function resealed(field: string, text: string, entry: Entry): Promise<boolean> {
    const { scope, name } = readField(field) as Place;
    const bound = boundTo(scope, name, entry.owner);
    const sealed = ring.seal(ring.open(entry.sealed, bound), bound);
    const [replaced] = await scripts.run(
      'replace_secret',
      [keys.secrets()],
      [field, text, JSON.stringify({ ...entry, sealed })],
    );
    return replaced === 1;
  }
}

/** The name of a job may change, its id does not. */
const boundTo = (scope: SecretScope, name: string, owner: string): string[] => [
  scope.kind,
  scope.kind === 'folder' ? scope.name : owner,
  name,
];

/** The id that the entry of a scope must have been made for. */
function ownerIn(scope: SecretScope, job: Job['meta'], parent: string | undefined): string | undefined {
  if (scope.kind !== 'job') return undefined;
  return scope.name === job.name ? job.id : parent;
}

function faultOf(name: string, value: string): string | null {
  if (!namePattern.test(name))
    return `"${name.slice(0, 100)}" is no name of a secret: letters, digits and "_", at most 100, no digit first, and not beginning with CI_.`;
  if (value.includes('\0')) return `The value of ${name} has a NUL character, which no process can take.`;
  if (Buffer.byteLength(value) > mostBytes)
    return `The value of ${name} is larger than ${mostBytes / 1024} KiB: store a key here, and encrypt the file with it.`;
  const short = unmaskable(value);
  return short === null ? null : `The value of ${name} ${short}.`;
}

function wordsOf(scope: SecretScope): string {
  return scope.kind === 'global' ? 'for all jobs' : `of the ${scope.kind} "${scope.name}"`;
}

/** One that was damaged counts as not there. */
function parseEntry(text: string | null): Entry | null {
  try {
    const entry = JSON.parse(text ?? 'null') as Entry | null;
    return typeof entry?.sealed === 'string' && typeof entry.owner === 'string' ? entry : null;
  } catch {
    return null;
  }
}
