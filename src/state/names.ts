import { DroverError } from '../errors/error.ts';

/**
 * Jobs and folders share one namespace, because the file storage mirrors both: a name is used once, over
 * all folders and both kinds.
 */
export type NameKind = 'job' | 'folder';

const maxLength = 100;
const plainName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const derivedName = /^(.+?)_(?:pr\d+(?:-[0-9a-f]{8})?|branch_.+)$/;

/** Throws NAME_INVALID with a message that says why the name cannot be given to a new job or folder. */
export function checkName(kind: NameKind, name: string): void {
  const fault = faultOf(kind, name);
  if (fault !== null) throw new DroverError('NAME_INVALID', { detail: fault });
}

/** Whether a job or folder of this name can exist at all; what cannot exist is not looked up. */
export const isName = (kind: NameKind, name: string): boolean => faultOf(kind, name) === null;

/** Names as `api_pr25` and `api_branch_main` belong to jobs that GitHub events make. */
export const isDerivedName = (name: string): boolean => derivedName.test(name);

function faultOf(kind: NameKind, name: string): string | null {
  if (name === '') return `A ${kind} needs a name.`;
  const shown = JSON.stringify(name.length > maxLength ? `${name.slice(0, maxLength)}…` : name);
  const sentence = (why: string) => `${shown} cannot be the name of a ${kind}: ${why}`;
  if (name.length > maxLength) return sentence(`it is longer than ${maxLength} characters.`);
  const wrong = /[^A-Za-z0-9._-]/u.exec(name)?.[0];
  if (wrong !== undefined) {
    return sentence(
      `it may hold letters, digits, ".", "_" and "-", and ${JSON.stringify(wrong)} is none of them.`,
    );
  }
  if (!plainName.test(name)) return sentence('it must begin with a letter or a digit.');
  return kind === 'job' ? collisionOf(name, sentence) : null;
}

/** The keys `job_<name>_recent` and `job_<name>_<number>` leave no room for jobs with such names. */
function collisionOf(name: string, sentence: (why: string) => string): string | null {
  const other = /^(.+)_(?:recent|\d+)$/.exec(name)?.[1];
  if (other === undefined) return null;
  return sentence(`the key job_${name} is kept for the builds of a job "${other}". Choose another ending.`);
}

/** Throws NAME_INVALID for a name that only derived jobs may have. */
export function refuseDerivedName(name: string): void {
  const parent = derivedName.exec(name)?.[1];
  if (parent === undefined) return;
  const detail = `"${name}" cannot be the name of a job: this ending is kept for pull requests and branches of a job "${parent}".`;
  throw new DroverError('NAME_INVALID', { detail });
}
