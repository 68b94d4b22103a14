import type { Octokit } from '@octokit/core';

/** Times are ISO 8601 UTC. */
export interface CheckRun {
  readonly name: string;
  readonly sha: string;
  /** Null while it is queued or running. */
  readonly conclusion: 'success' | 'failure' | 'cancelled' | 'timed_out' | 'neutral' | null;
  readonly startedAt?: string;
  readonly completedAt?: string;
  readonly detailsUrl?: string;
  /** Id of the build. */
  readonly externalId?: string;
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  readonly annotations: readonly Annotation[];
}

/** Lines count from 1. */
export interface Annotation {
  readonly path: string;
  readonly line: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly message: string;
}

/** GitHub takes so many in one call. */
export const mostAnnotations = 50;
const longestSummary = 65_000;

interface Place {
  readonly owner: string;
  readonly repo: string;
  readonly request: { signal: AbortSignal; retries: number };
}

export async function putCheckRun(
  client: Octokit,
  place: Place,
  run: CheckRun,
  id?: number,
): Promise<number> {
  const body = bodyOf(run);
  if (id !== undefined) {
    const route = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';
    return (await client.request(route, { ...place, check_run_id: id, ...body })).data.id;
  }
  const route = 'POST /repos/{owner}/{repo}/check-runs';
  return (await client.request(route, { ...place, head_sha: run.sha, ...body })).data.id;
}

function bodyOf(run: CheckRun) {
  const { name, conclusion, startedAt, completedAt, detailsUrl, externalId, title, summary } = run;
  const state =
    conclusion === null
      ? ({ status: 'in_progress' } as const)
      : ({ status: 'completed', conclusion } as const);
  return {
    name,
    ...state,
    ...(startedAt === undefined ? {} : { started_at: startedAt }),
    ...(conclusion === null || completedAt === undefined ? {} : { completed_at: completedAt }),
    ...(detailsUrl === undefined ? {} : { details_url: detailsUrl }),
    ...(externalId === undefined ? {} : { external_id: externalId }),
    output: {
      title,
      summary: summary.slice(0, longestSummary),
      annotations: run.annotations.slice(0, mostAnnotations).map((annotation) => ({
        path: annotation.path,
        start_line: annotation.line,
        end_line: annotation.line,
        annotation_level: annotation.level,
        message: annotation.message,
      })),
    },
  };
}
