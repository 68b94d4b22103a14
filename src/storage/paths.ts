import { join } from 'node:path';
import { DroverError } from '../errors/error.ts';

/** Where a job lies: its folder's path (`team/backend`, empty at the top) and its name. */
export interface JobPlace {
  readonly folder: string;
  readonly job: string;
}

/** A build document is one of these. */
export interface BuildPlace extends JobPlace {
  readonly number: number;
}

const plainName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** The folder that holds every job, below the root of the storage. */
export const jobsFolder = (root: string): string => join(root, 'jobs');

/** `team/backend` and `api` → `team/backend/api`, below `jobs`. */
export const jobPath = ({ folder, job }: JobPlace): string => (folder === '' ? job : `${folder}/${job}`);

export const jobFolderOf = (root: string, { folder, job }: JobPlace): string =>
  join(jobsFolder(root), ...checked([...(folder === '' ? [] : folder.split('/')), job]));

/** The folder of a job from its path below `jobs`. */
export const jobFolderAt = (root: string, path: string): string =>
  join(jobsFolder(root), ...checked(path.split('/')));

/** Callers check names too, but one that slipped through could end in `rm` outside the storage. Throws NAME_INVALID. */
function checked(names: readonly string[]): readonly string[] {
  const wrong = names.find((name) => !plainName.test(name));
  if (wrong !== undefined) {
    throw new DroverError('NAME_INVALID', {
      detail: `${quote(wrong)} cannot be the name of a job or a folder.`,
    });
  }
  return names;
}

export function buildFolderIn(jobFolder: string, number: number): string {
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new DroverError('NAME_INVALID', { detail: `${number} cannot be the number of a build.` });
  }
  return join(jobFolder, String(number));
}

/** Relative, and every part of it a name: no `..`, no empty part, no NUL. */
export function isPlainPath(path: string): boolean {
  return (
    !path.includes('\0') && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}

/** A name from outside, fit to stand in a message. */
export const quote = (name: string): string =>
  JSON.stringify(name.length > 200 ? `${name.slice(0, 200)}…` : name);
