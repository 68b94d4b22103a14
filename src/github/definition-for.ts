import { type Definition, formatProblems, parseDefinition } from '../definition/index.ts';
import type { GithubEvent } from '../state/github-event.ts';
import type { Job } from '../state/job.ts';
import type { BranchLink, PullRequestLink } from '../state/link.ts';
import { GithubFault } from './api/index.ts';
import type { GithubContext } from './context.ts';

/**
 * What is to be run: the definition of the linked job, or the job file of the repository that the link names, as it is at
 * the commit. Whoever opens a pull request from a fork does not choose what is run here: its job file is that of the
 * branch it is to be merged into. Throws a GithubFault that waiting may help against.
 */
export async function definitionFor(
  { github }: GithubContext,
  { definition: path }: PullRequestLink | BranchLink,
  { repository, commit, pullRequest }: GithubEvent,
  { meta: _meta, ...definition }: Job,
): Promise<{ definition: Definition } | { fault: string }> {
  if (path === undefined) return { definition };
  if (github === null)
    return { fault: `${path} cannot be read: Drover has neither a token nor an App for GitHub` };
  const ref = pullRequest?.fork === true ? pullRequest.baseSha : commit.sha;
  let text: string | null;
  try {
    text = await github.readFile(repository.owner, repository.name, path, ref);
  } catch (error) {
    if (!(error instanceof GithubFault) || error.kind === 'away' || error.kind === 'rate_limited')
      throw error;
    return { fault: `${path} cannot be read: ${error.message}` };
  }
  if (text === null) return { fault: `there is no ${path} at ${ref.slice(0, 10)}` };
  const parsed = parseDefinition(text, { file: path });
  if ('definition' in parsed) return parsed;
  const [first = ''] = formatProblems(parsed.problems, path).split('\n');
  const more = parsed.problems.length - 1;
  return { fault: more === 0 ? first : `${first} (and ${more} more)` };
}
