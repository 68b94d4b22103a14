import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PreparationTools } from '../../engine/index.ts';
import { formatBytes } from '../../lib/format-bytes.ts';
import { hasCommit } from './fetch.ts';
import type { Git } from './git.ts';
import type { Source } from './source.ts';

/** What only the fetched commit tells: of a repository without an event everything, of a merge its own name. */
export async function commitEnvironment(
  git: Git,
  mirror: string,
  { sha: asked, ref, branch, merged, url }: Source,
  sha: string,
): Promise<Record<string, string>> {
  if (merged !== null) return { CI_PR_MERGE_SHA: sha };
  if (asked !== null) return {};
  const told = await git.ask('-C', mirror, 'log', '-1', '--format=%an%n%ae%n%cI%n%s', sha);
  const [author = '', email = '', timestamp = '', title = ''] = told.output.split('\n');
  const known = {
    CI_REPO_CLONE_URL: url,
    CI_COMMIT_SHA: sha,
    CI_COMMIT_SHORT_SHA: sha.slice(0, 8),
    CI_COMMIT_REF: ref === 'HEAD' ? '' : ref,
    CI_COMMIT_BRANCH: branch ?? '',
    CI_COMMIT_AUTHOR: author,
    CI_COMMIT_AUTHOR_EMAIL: email,
    CI_COMMIT_TIMESTAMP: timestamp,
    CI_COMMIT_TITLE: title,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== ''));
}

/** Some 300,000 paths. */
const longestList = 16 * 1024 * 1024;

/** The paths that the build's commits change, one a line; where what they are compared with is known. */
export async function changedFiles(
  tools: PreparationTools,
  git: Git,
  mirror: string,
  { base }: Pick<Source, 'base'>,
  sha: string,
): Promise<Record<string, string>> {
  if (base === null || !(await hasCommit(git, mirror, base.sha))) return {};
  const file = join(tools.tmp, '.changed');
  const range = base.sinceTheyParted ? `${base.sha}...${sha}` : `${base.sha}..${sha}`;
  try {
    const end = await git.ask('-C', mirror, 'diff', '--name-only', '--no-renames', `--output=${file}`, range);
    if (end.exitCode !== 0) return {};
    const { size } = await stat(file);
    if (size <= longestList) return { CI_CHANGED_FILES_FILE: await readFile(file, 'utf8') };
    tools.note(`CI_CHANGED_FILES_FILE is left out: the list of changed files has ${formatBytes(size)}`);
    return {};
  } finally {
    await rm(file, { force: true });
  }
}
