import { InvalidArgumentError } from 'commander';

/** `org/repo`, also as the address of its page on GitHub. */
export function repositoryArgument(text: string): string {
  const match = /^(?:https?:\/\/[^/]+\/)?([^/\s]+)\/([^/\s]+?)(?:\.git)?\/?$/.exec(text);
  if (match === null) throw new InvalidArgumentError('It must be a repository as org/repo.');
  return `${match[1]}/${match[2]}`;
}

/** Address of something of a repository, as `/api/github/acme/api/branch`. */
export const repositoryPath = (repository: string, rest: string): string =>
  `/api/github/${repository.split('/').map(encodeURIComponent).join('/')}/${rest}`;
