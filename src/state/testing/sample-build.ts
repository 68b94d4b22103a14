import type { BuildDocument } from '../build.ts';

/** A document as a submission makes it, for tests. */
export function sampleBuild(over: Partial<BuildDocument> = {}): Omit<BuildDocument, 'number'> {
  return {
    job: 'api',
    folder: '',
    status: 'queued',
    queuedAt: new Date().toISOString(),
    warnings: 0,
    attempt: 1,
    parameters: {},
    cause: { kind: 'api', by: 'test' },
    runsOn: [],
    priority: 0,
    worker: null,
    node: null,
    startedAt: null,
    finishedAt: null,
    queueMs: null,
    durationMs: null,
    hooks: [],
    stages: [],
    leftProcesses: [],
    artifacts: [],
    definition: sampleDefinition,
    ...over,
  };
}

export const sampleDefinition = {
  stages: [{ title: 'Build', steps: [{ title: 'Compile', command: 'true' }] }],
};

/** A claim by the worker `w`, at this moment. */
export const sampleClaim = (token: string) => ({
  token,
  worker: 'w',
  node: 'node',
  startedAt: new Date().toISOString(),
  leaseMs: 60_000,
  queue: 'builds',
});

/** The document as a worker ends it. */
export const ended = (build: BuildDocument, status: BuildDocument['status'] = 'success'): BuildDocument => ({
  ...build,
  status,
  finishedAt: new Date().toISOString(),
});

/** The documents of a page of history, a text each. */
export const rowsOf = ({ json }: { json: string }): string[] =>
  (JSON.parse(json) as unknown[]).map((build) => JSON.stringify(build));
