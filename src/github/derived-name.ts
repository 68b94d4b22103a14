import { createHash } from 'node:crypto';

/** What of a repository a derived job is for. All tags share one: each would leave a job behind for good. */
export type DerivedFrom =
  | { readonly kind: 'pull'; readonly number: number }
  | { readonly kind: 'branch'; readonly branch: string }
  | { readonly kind: 'tags' };

/** Of a name of a job. */
const longest = 100;
const hashLength = 8;
/** A parent's name of at most this leaves room for the name of a branch. */
const longestParent = 50;
const mostSlug = longest - longestParent - '_branch_'.length;
/** `_pr` and a number, and what tells two repositories apart. */
const longestParentOfPull = longest - '_pr4294967295'.length - 1 - hashLength;

/**
 * `api_pr25`, `api_branch_main`. Of a branch other characters than letters, digits, `.` and `-` become `-`, and a hash
 * of the whole is added when any did, when the name would be too long, or when it would be mistaken: for a key
 * of builds (`25`, `recent`), or for another branch with a hash. Different branches have different names, but for
 * an accident of the hash; `alternativeName` is for that.
 */
export const derivedName = (parent: string, from: DerivedFrom): string => nameOf(parent, from, '');

/**
 * The name where another job has the first: one for the same number or branch of another repository that is
 * linked to the same job.
 */
export const alternativeName = (parent: string, from: DerivedFrom, repository: string): string =>
  nameOf(parent, from, `-${hashOf(`${repository.toLowerCase()} ${JSON.stringify(from)}`)}`);

function nameOf(parent: string, from: DerivedFrom, suffix: string): string {
  switch (from.kind) {
    case 'pull':
      return `${shortened(parent, longestParentOfPull)}_pr${from.number}${suffix}`;
    case 'branch': {
      const slug = slugOf(from.branch, mostSlug - suffix.length);
      return `${shortened(parent, longestParent)}_branch_${slug}${suffix}`;
    }
    case 'tags':
      return `${shortened(parent, longestParent)}_branch_tags-${hashOf('refs/tags/')}${suffix}`;
    default:
      return from satisfies never;
  }
}

const mistaken = /^(?:\d+|recent|.*-[0-9a-f]{8})$/;

function slugOf(branch: string, most: number): string {
  const slug = branch.replace(/[^A-Za-z0-9.-]/gu, '-');
  if (slug === branch && slug !== '' && slug.length <= most && !mistaken.test(slug)) return slug;
  return withHash(slug, hashOf(`refs/heads/${branch}`), most);
}

/** A name that is too long keeps its beginning. */
const shortened = (name: string, most: number): string =>
  name.length <= most ? name : withHash(name, hashOf(name), most);

const withHash = (name: string, hash: string, most: number): string =>
  `${name.slice(0, most - 1 - hash.length)}-${hash}`;

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, hashLength);
}
