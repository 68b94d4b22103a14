import { DroverError } from '../../errors/error.ts';
import { type BuildSummary, isFinished } from '../../state/build.ts';
import type { Client } from './client.ts';
import { buildsPath } from './paths.ts';

interface Page {
  readonly builds: BuildSummary[];
  readonly next: number | null;
}

const pageSize = 100;

/** The newest builds of a job, at most `limit`. */
export async function listBuilds(client: Client, job: string, limit: number): Promise<BuildSummary[]> {
  const builds: BuildSummary[] = [];
  let before: number | undefined;
  while (builds.length < limit) {
    const page: Page = await client.get(buildsPath(job), {
      limit: Math.min(pageSize, limit - builds.length),
      before,
    });
    builds.push(...page.builds);
    if (page.next === null) break;
    before = page.next;
  }
  return builds;
}

/** The most that the server lists over all jobs. */
const mostOfAll = 1_000;

/** The newest builds of all jobs, at most `limit`. */
export async function listAllBuilds(client: Client, limit: number): Promise<BuildSummary[]> {
  const { builds } = await client.get<Pick<Page, 'builds'>>('/api/builds', {
    limit: Math.min(limit, mostOfAll),
  });
  return builds;
}

/** The number of the newest build; with `unfinished`, of the newest that is queued or running. */
export async function newestBuild(client: Client, job: string, unfinished = false): Promise<number> {
  const builds = await listBuilds(client, job, unfinished ? pageSize : 1);
  const found = builds.find((build) => !unfinished || !isFinished(build.status));
  if (found !== undefined) return found.number;
  const detail = unfinished
    ? `Job "${job}" has no build that is queued or running.`
    : `Job "${job}" has no builds yet. Start one: drover start ${job}`;
  throw new DroverError('NOT_FOUND', { detail });
}
