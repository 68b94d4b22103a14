import type { CheckoutPlan } from '../../definition/index.ts';
import { type Github, GithubFault } from '../../github/api/index.ts';
import type { GithubEvent } from '../../state/github-event.ts';
import type { Source } from './source.ts';

/** What git may show to the server, and for which addresses. */
export interface Credential {
  /** As `https://github.com`. */
  readonly origin: string;
  /** Only for this repository, as `acme/site.git`; null: for all of the origin. */
  readonly path: string | null;
  readonly username: string;
  readonly password: string;
}

/**
 * The credential for a source, null where there is none to give. It goes to the GitHub whose interface is
 * configured and nowhere else; a build that an event started gets it for the repository of the event alone, so that a job
 * file in one repository cannot read another. Of a fork's pull request not even submodules get it.
 */
export async function credentialFor(
  github: Github | null,
  { url }: Source,
  { submodules }: Pick<CheckoutPlan, 'submodules'>,
  event: GithubEvent | undefined,
): Promise<Credential | null> {
  if (github === null || new URL(url).origin !== github.webOrigin) return null;
  const [, owner, name] = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/?$/.exec(new URL(url).pathname) ?? [];
  if (owner === undefined || name === undefined) return null;
  if (event !== undefined && event.repository.cloneUrl !== url) return null;
  if (event?.repository.private === false && !submodules) return null;
  const password = await tokenOrNull(github, owner, name);
  if (password === null) return null;
  const path = event?.pullRequest?.fork === true ? new URL(url).pathname.slice(1) : null;
  return { origin: github.webOrigin, path, username: 'x-access-token', password };
}

/** An App that is not installed there has none to give: the repository may be public. */
async function tokenOrNull(github: Github, owner: string, name: string): Promise<string | null> {
  try {
    return await github.gitToken(owner, name);
  } catch (error) {
    if (error instanceof GithubFault && error.kind === 'not_found') return null;
    throw error;
  }
}
