import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PreparationTools, ProgramEnd } from '../../engine/index.ts';
import { jitter } from '../../lib/jitter.ts';
import { DiskFull } from './disk-full.ts';
import type { Git } from './git.ts';
import { isMissing, kindOfFault, lastLine } from './git-fault.ts';
import type { Source } from './source.ts';

const attempts = 4;
const firstPauseMs = 1_000;
/** GitHub makes the merge of a pull request some seconds after it changed. */
const mergeAttempts = 5;
/** From here on several packs are put into one. */
const manyPacks = 40;

/** The mirror may be damaged. */
export class MirrorSuspect extends Error {}

/** Whether the mirror has the commit already, so that nobody need be asked. */
export async function hasCommit(git: Git, mirror: string, sha: string): Promise<boolean> {
  return (await git.ask('-C', mirror, 'cat-file', '-e', `${sha}^{commit}`)).exitCode === 0;
}

/** Fetches what the build needs and nothing else. Resolves to the commit. Under the lock of the mirror. */
export async function fetchSource(
  tools: PreparationTools,
  git: Git,
  mirror: string,
  source: Source,
  depth: number | null,
): Promise<string> {
  const first = (await packsOf(mirror)).length === 0;
  tools.note(
    `fetching ${source.sha ?? source.ref} of ${source.url}${first ? ', for the first time on this node' : ''}`,
  );
  const sha = source.merged === null ? await fetchOnce() : await fetchMerge(source.merged);
  await gatherPacks(git, mirror);
  return sha;

  async function fetchOnce(): Promise<string> {
    if (source.sha === null) return fetchRef();
    const wanted = [refspec(source.sha, source.ref)];
    const { base } = source;
    const known = base === null || depth !== null || (await hasCommit(git, mirror, base.sha));
    // Where histories are whole the base is nearly always part of what is fetched, or this makes it so.
    if (!known && (await fetchRefs([...wanted, refspec(base.sha, 'base')], true)) === null) return source.sha;
    const fault = await fetchRefs(wanted);
    if (fault === null) return source.sha;
    // Some servers give out only what a branch or tag is at.
    await fetchRef();
    if (await hasCommit(git, mirror, source.sha)) return source.sha;
    throw new Error(
      `commit ${source.sha} is no longer in ${source.url}: ${source.ref} was changed or deleted meanwhile`,
    );
  }

  async function fetchRef(): Promise<string> {
    const fault = await fetchRefs([refspec(source.ref, source.ref)]);
    if (fault !== null) throw new Error(`${source.ref} of ${source.url} is gone: ${lastLine(fault)}`);
    return (await readFile(join(mirror, refOf(source.ref)), 'utf8')).trim();
  }

  async function fetchMerge(head: string): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      const merge = await fetchRef();
      const parents = await git.ask('-C', mirror, 'rev-parse', `${merge}^2`);
      if (parents.output.trim() === head) return merge;
      if (attempt === mergeAttempts)
        throw new Error(
          `${source.ref} is not the merge of ${head}: the pull request has changed meanwhile, or has conflicts`,
        );
      tools.note(`${source.ref} is not yet the merge of ${head}; looking again`);
      await tools.sleep(jitter(firstPauseMs * attempt));
    }
  }

  /** Null when it worked, what git said when the server does not have it. Anything else is thrown. */
  async function fetchRefs(refspecs: string[], once = false): Promise<ProgramEnd | null> {
    for (let attempt = 1; ; attempt += 1) {
      const end = await git.run(...fetchArguments(mirror, source.url, refspecs, { depth, first }));
      if (end.exitCode === 0) return null;
      if (isMissing(end))
        throw new Error('git is not installed on this node: install it, or say `checkout: false`');
      const kind = kindOfFault(end);
      switch (kind) {
        case 'gone':
          return end;
        case 'full':
          throw new DiskFull(mirror);
        case 'suspect':
          throw new MirrorSuspect(lastLine(end));
        case 'refused':
          throw new Error(lastLine(end));
        case 'away':
          if (attempt === attempts) throw new Error(lastLine(end));
      }
      if (once) return end;
      const pause = jitter(firstPauseMs * 2 ** (attempt - 1));
      tools.note(`trying again in ${Math.ceil(pause / 1_000)} s (attempt ${attempt + 1} of ${attempts})`);
      await tools.sleep(pause);
    }
  }
}

function fetchArguments(
  mirror: string,
  url: string,
  refspecs: string[],
  { depth, first }: { depth: number | null; first: boolean },
): string[] {
  return [
    '-C',
    mirror,
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    '--no-auto-maintenance',
    '--force',
    ...(first ? ['--progress'] : []),
    ...(depth === null ? [] : [`--depth=${depth}`]),
    '--',
    url,
    ...refspecs,
  ];
}

const refspec = (wanted: string, ref: string): string => `+${wanted}:${refOf(ref)}`;

/** Names of branches collide where one is a folder of another, or differ in upper and lower case: these do not. */
const refOf = (ref: string): string => `refs/drover/${createHash('sha256').update(ref).digest('hex')}`;

/** Each fetch adds a pack, and each pack costs all that read: small ones are put together. Nothing is dropped. */
async function gatherPacks(git: Git, mirror: string): Promise<void> {
  if ((await packsOf(mirror)).length >= manyPacks)
    await git.run('-C', mirror, 'repack', '-q', '-d', '--geometric=2');
}

async function packsOf(mirror: string): Promise<string[]> {
  const names = await readdir(join(mirror, 'objects/pack')).catch(() => []);
  return names.filter((name) => name.endsWith('.pack'));
}
