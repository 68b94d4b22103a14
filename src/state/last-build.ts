import type { BuildDocument, BuildStatus } from './build.ts';

/** What the tree of jobs shows of a job's newest build. Times are ISO 8601 UTC. */
export interface LastBuild {
  number: number;
  status: BuildStatus;
  queuedAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  durationMs: number | null;
  reason?: string;
}

/** The fields after the number, as text from the first one's quote to the closing brace: scripts put the number before it. */
export function lastTail(build: Omit<BuildDocument, 'number'>): string {
  const { status, queuedAt, startedAt, finishedAt, durationMs, reason } = build;
  const rest = {
    status,
    queuedAt,
    startedAt,
    finishedAt,
    durationMs,
    ...(reason === undefined ? {} : { reason }),
  };
  return JSON.stringify(rest).slice(1);
}

export function readLast(text: string | undefined): LastBuild | null {
  if (text === undefined) return null;
  try {
    const last = JSON.parse(text) as LastBuild | null;
    return typeof last?.number === 'number' && typeof last.status === 'string' ? last : null;
  } catch {
    return null;
  }
}
