import type { BuildDocument } from './build.ts';
import { buildText, readHead, withoutDefinition } from './build-json.ts';

/**
 * Stands in for a build whose document in Redis is missing or not JSON, so that lists go on and the fault
 * is seen where the build would be.
 */
function unreadableBuild(job: string, number: number): BuildDocument {
  const never = new Date(0).toISOString();
  return {
    job,
    number,
    folder: '',
    status: 'error',
    queuedAt: never,
    reason: `The document of this build, at the key job_${job}_${number}, cannot be read.`,
    warnings: 0,
    attempt: 1,
    parameters: {},
    cause: { kind: 'manual', by: '' },
    runsOn: [],
    priority: 0,
    worker: null,
    node: null,
    startedAt: null,
    finishedAt: never,
    queueMs: null,
    durationMs: null,
    hooks: [],
    stages: [],
    leftProcesses: [],
    artifacts: [],
    definition: { stages: [] },
  };
}

/** The document, or its stand-in. */
export function readBuild(text: string | null, job: string, number: number): BuildDocument {
  try {
    const build = JSON.parse(text ?? '') as BuildDocument | null;
    if (build?.job === job && build.number === number && typeof build.status === 'string') return build;
  } catch {
    // Falls through to the stand-in.
  }
  return unreadableBuild(job, number);
}

/** The text without definition, or that of the stand-in. A text that begins as ours do is not parsed. */
export function readSummary(text: string | null, job: string, number: number): string {
  if (text?.endsWith('}')) {
    const found = readHead(text);
    if (found?.job === job && found.number === number) return withoutDefinition(text);
  }
  return withoutDefinition(buildText(readBuild(text, job, number)));
}
