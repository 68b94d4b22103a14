import type { Octokit } from '@octokit/core';
import { completeLength } from '../../lib/utf8.ts';

/** Times are ISO 8601 UTC. */
export interface CheckRun {
  readonly name: string;
  readonly sha: string;
  /** Null while it is queued or, with `startedAt`, running. */
  readonly conclusion: 'success' | 'failure' | 'cancelled' | 'timed_out' | 'skipped' | null;
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
  readonly title?: string;
  readonly message: string;
}

/** GitHub takes so many in one call. */
export const mostAnnotations = 50;
const longestTitle = 255;
/** It counts 65,535 bytes, in UTF-8. */
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

function cutToBytes(text: string, most: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  const kept = bytes.subarray(0, most);
  return kept.toString('utf8', 0, completeLength(kept));
}

function bodyOf(run: CheckRun) {
  const { name, conclusion, startedAt, completedAt, detailsUrl, externalId, title, summary } = run;
  const state =
    conclusion !== null
      ? ({ status: 'completed', conclusion } as const)
      : ({ status: startedAt === undefined ? 'queued' : 'in_progress' } as const);
  return {
    name,
    ...state,
    ...(startedAt === undefined ? {} : { started_at: startedAt }),
    ...(conclusion === null || completedAt === undefined ? {} : { completed_at: completedAt }),
    ...(detailsUrl === undefined ? {} : { details_url: detailsUrl }),
    ...(externalId === undefined ? {} : { external_id: externalId }),
    output: {
      title,
      summary: cutToBytes(summary, longestSummary),
      annotations: run.annotations.slice(0, mostAnnotations).map((annotation) => ({
        path: annotation.path,
        start_line: annotation.line,
        end_line: annotation.line,
        annotation_level: annotation.level,
        ...(annotation.title === undefined ? {} : { title: annotation.title.slice(0, longestTitle) }),
        message: annotation.message,
      })),
    },
  };
}
