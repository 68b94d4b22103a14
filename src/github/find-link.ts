import { fullName, type LinkKind, type LinkOf, type Repository } from '../state/link.ts';
import type { GithubContext } from './context.ts';
import { failed, ignored, type Result } from './result.ts';

/** The link of a repository, or what is to be told where there is none. */
export async function findLink<K extends LinkKind>(
  { state }: GithubContext,
  repository: Repository,
  kind: K,
): Promise<{ link: LinkOf[K] } | { result: Result }> {
  const found = await state.links.find(repository, kind);
  if (found !== null && 'link' in found) return found;
  const what = `${kind === 'branch' ? 'branches' : 'pull requests'} of ${fullName(repository)}`;
  if (found === null) return { result: ignored(`${what} are not linked to a job`) };
  return { result: failed(`the link of ${what} cannot be read: ${found.fault}`) };
}
