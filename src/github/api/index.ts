import { DroverError } from '../../errors/error.ts';
import { createGithub, type Github } from './github.ts';

export { GithubFault } from './fault.ts';
export { type Github, shortened } from './github.ts';

/** The options of that name. */
export interface GithubOptions {
  readonly githubApiUrl: string;
  readonly githubToken: string | null;
  readonly githubAppId: string | null;
  readonly githubAppKey: string | null;
}

/** As for tests: calls follow one another without the pauses that GitHub asks for. */
export const unpaced = { paced: false } as const;

/**
 * GitHub as the options say: as an App where one is named, else with the token; null when there is neither.
 * Throws CONFIG_INVALID when an App has no key, or a key no App.
 */
export function openGithub(options: GithubOptions, { paced = true } = {}): Github | null {
  const { githubApiUrl: apiUrl, githubToken: token, githubAppId: appId, githubAppKey: key } = options;
  if ((appId === null) !== (key === null))
    throw new DroverError('CONFIG_INVALID', {
      detail: 'A GitHub App needs both githubAppId and githubAppKey: set the other one too, or neither.',
    });
  if (appId !== null && key !== null)
    return createGithub({ apiUrl, paced, credentials: { kind: 'app', appId, key } });
  return token === null ? null : createGithub({ apiUrl, paced, credentials: { kind: 'token', token } });
}
