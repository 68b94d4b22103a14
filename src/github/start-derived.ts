import type { Definition } from '../definition/index.ts';
import { DroverError } from '../errors/error.ts';
import { submitBuild } from '../queue/submit.ts';
import type { Cause } from '../state/build.ts';
import type { GithubEvent } from '../state/github-event.ts';
import { type Job, lastPart } from '../state/job.ts';
import type { BranchLink, PullRequestLink } from '../state/link.ts';
import type { GithubContext } from './context.ts';
import { definitionFor } from './definition-for.ts';
import { derivedDefinition, sharesGroup } from './derived-definition.ts';
import { derivedFor, isFor, namesFor } from './derived-job.ts';
import type { DerivedFrom } from './derived-name.ts';
import { failed, ignored, type Result } from './result.ts';
import { endEarlierBuilds } from './supersede.ts';

export interface DerivedStart {
  readonly link: PullRequestLink | BranchLink;
  readonly event: GithubEvent;
  readonly from: DerivedFrom;
  readonly cause: Cause;
  /** Somebody wants it built once more. */
  readonly replayed: boolean;
}

/**
 * The same commit within this time, told by another delivery, is the same thing: an App and a webhook of the repository
 * both tell it.
 */
const sameWithinMs = 60_000;

/** Refreshes the copy of the linked job, or makes it, and starts a build of it. */
export async function startDerived(context: GithubContext, start: DerivedStart): Promise<Result> {
  const { link, event } = start;
  const parent = await existing(context, link.job);
  if (parent === null) return refuse(context, start, `the linked job ${link.job} does not exist`);
  const found = await definitionFor(context, link, event, parent);
  if ('fault' in found) return refuse(context, start, found.fault);
  const forkLabel = 'forkLabel' in link ? link.forkLabel : undefined;
  const definition = derivedDefinition(found.definition, start.from, event, forkLabel);
  const job = await refresh(context, parent, definition, start);
  await context.state.derived.revive(job);
  return build(context, job, definition, start);
}

/** Resolves to its name. */
async function refresh(
  context: GithubContext,
  parent: Job,
  definition: Definition,
  { event, from }: DerivedStart,
): Promise<string> {
  const { jobs } = context.state;
  const { repository } = event;
  const folder = lastPart(parent.meta.folder);
  const before = await derivedFor(context, parent.meta.name, repository, from);
  // It stays beside its parent; one that has builds under way follows the next time.
  if (before !== null && before.meta.folder !== parent.meta.folder)
    await jobs.move(before.meta.name, { folder }).catch(() => {});
  const { message: _long, ...commit } = event.commit;
  const options = {
    ...(before === null ? { folder } : {}),
    parent: parent.meta.name,
    about: aboutOf(event),
    github: { ...event, commit },
    mine: (meta: Job['meta']) => isFor(meta, parent.meta.name, repository, from),
  };
  const [first, second] = namesFor(parent.meta.name, repository, from);
  if (before?.meta.name === second) return (await jobs.put(second, definition, options)).job.meta.name;
  try {
    return (await jobs.put(first, definition, options)).job.meta.name;
  } catch (error) {
    if (!(error instanceof DroverError && error.code === 'NAME_TAKEN')) throw error;
    return (await jobs.put(second, definition, options)).job.meta.name;
  }
}

const longestAbout = 100;

function aboutOf({ commit, pullRequest }: GithubEvent): string {
  return (pullRequest?.title ?? commit.branch ?? 'tags').slice(0, longestAbout);
}

async function build(
  context: GithubContext,
  job: string,
  definition: Definition,
  start: DerivedStart,
): Promise<Result> {
  const { event, from, cause, replayed, link } = start;
  const { ref, sha } = event.commit;
  const what = `${ref} ${sha}`;
  try {
    const { number } = await submitBuild(context, {
      job,
      parameters: {},
      cause,
      github: link.checkRun === true ? { ...event, checkRun: true } : event,
      trigger: { event: event.delivery, what, windowMs: replayed ? 0 : sameWithinMs },
    });
    // Their own group does that for others, in the script that accepts the build.
    if (sharesGroup(definition)) await endEarlierBuilds(context, job, number, from);
    return { outcome: 'started', reason: `build ${job} #${number}`, job, build: number };
  } catch (error) {
    if (!(error instanceof DroverError) || error.status >= 500) throw error;
    if (error.code === 'EVENT_TAKEN')
      return ignored(`another event of the same commit has started it: ${error.message}`, job);
    return refuse(context, start, [error.message, ...error.problems.map(({ message }) => message)].join(' '));
  }
}

/** GitHub is told too, where it can be seen by whoever pushed. */
async function refuse(
  context: GithubContext,
  { link, event }: DerivedStart,
  reason: string,
): Promise<Result> {
  const { job, checkRun } = link;
  await context.announce({ event, job, state: 'error', description: reason, checkRun });
  return failed(reason);
}

async function existing({ state }: GithubContext, name: string): Promise<Job | null> {
  try {
    return await state.jobs.get(name);
  } catch (error) {
    if (error instanceof DroverError && error.status === 404) return null;
    throw error;
  }
}
