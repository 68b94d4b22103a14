import { DroverError } from '../errors/error.ts';
import type { StateContext } from './context.ts';
import { checkName, isName } from './names.ts';
import { refusal } from './run-script.ts';

/** Storage paths mirror the folders, and a path has a limit on every system. */
export const mostLevels = 20;

export interface Folder {
  name: string;
  /** As `team/backend`. */
  path: string;
  /** Name of the folder that it is in; empty at the top. */
  parent: string;
  /** In the order in which they came. */
  entries: { kind: 'folder' | 'job'; name: string }[];
}

export interface Folders {
  /**
   * Makes a folder; false when it is there already. `parent` is the name of a folder, empty for the top.
   * Throws NAME_INVALID, NAME_TAKEN (also when it is in another folder), FOLDER_NOT_FOUND.
   */
  put(name: string, parent?: string): Promise<boolean>;
  /** Throws FOLDER_NOT_FOUND. */
  get(name: string): Promise<Folder>;
  /** Throws FOLDER_NOT_FOUND, FOLDER_NOT_EMPTY. */
  delete(name: string): Promise<void>;
  /** The path of a folder; null when there is none of that name. */
  find(name: string): Promise<string | null>;
  /** `team/backend` for `backend`, empty for the top. Throws FOLDER_NOT_FOUND. */
  path(name: string): Promise<string>;
}

export function createFolders({ redis, prefix, keys, scripts }: StateContext): Folders {
  return {
    async put(name, parent = '') {
      checkName('folder', name);
      const [code, ...values] = await scripts.ask(
        'put_folder',
        [keys.folders()],
        [prefix, name, parent, mostLevels],
      );
      if (code === 'ok') return values[0] === 1;
      if (code !== 'TOO_DEEP') throw refusal(code, values);
      throw new DroverError('NAME_INVALID', {
        detail: `Folder "${name}" cannot be made there: folders lie at most ${mostLevels} deep.`,
      });
    },

    async get(name) {
      if (!isName('folder', name)) throw new DroverError('FOLDER_NOT_FOUND', { folder: name });
      const [parents, entries] = await Promise.all([
        redis.hgetall(keys.folders()),
        redis.lrange(keys.folder(name), 0, -1),
      ]);
      return {
        name,
        path: pathIn(parents, name),
        parent: parents[name] ?? '',
        entries: entries.flatMap(entryOf),
      };
    },

    async delete(name) {
      if (!isName('folder', name)) throw new DroverError('FOLDER_NOT_FOUND', { folder: name });
      await scripts.run('delete_folder', [keys.folders(), keys.folder(name)], [prefix, name], {
        folder: name,
      });
    },

    async find(name) {
      const parents = await redis.hgetall(keys.folders());
      return Object.hasOwn(parents, name) ? pathIn(parents, name) : null;
    },

    async path(name) {
      return name === '' ? '' : pathIn(await redis.hgetall(keys.folders()), name);
    },
  };
}

function pathIn(parents: Record<string, string>, name: string): string {
  const path: string[] = [];
  for (let folder = name; folder !== '' && path.length < 100; ) {
    const parent = Object.hasOwn(parents, folder) ? parents[folder] : undefined;
    if (parent === undefined) throw new DroverError('FOLDER_NOT_FOUND', { folder });
    path.unshift(folder);
    folder = parent;
  }
  return path.join('/');
}

function entryOf(entry: string): Folder['entries'] {
  const [, kind, name = ''] = /^(job|folder)_(.+)$/.exec(entry) ?? [];
  return kind === 'job' || kind === 'folder' ? [{ kind, name }] : [];
}
