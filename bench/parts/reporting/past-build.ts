import type { BuildDocument } from '../../../src/state/build.ts';
import { sampleBuild } from '../../../src/state/testing/sample-build.ts';

const dayMs = 86_400_000;

/** A build of one of 100 jobs in the last 30 days. */
export function pastBuild(index: number): BuildDocument {
  const at = Date.now() - (index % 30) * dayMs;
  const status = index % 13 === 0 ? 'failure' : 'success';
  return {
    ...sampleBuild({ job: `job-${index % 100}`, parameters: { BRANCH: `b${index % 7}` } }),
    number: Math.floor(index / 100) + 1,
    ...realistic(index),
    status,
    worker: `ci-${index % 8}`,
    queueMs: (index * 37) % 20_000,
    startedAt: new Date(at).toISOString(),
    finishedAt: new Date(at).toISOString(),
    durationMs: 1_000 + ((index * 7919) % 600_000),
  };
}

/** Two stages and five steps that took some time. */
export function realistic(index: number): Partial<BuildDocument> {
  const at = new Date().toISOString();
  const ran = { status: 'success' as const, startedAt: at, finishedAt: at };
  const step = (title: string, factor: number) => ({
    title,
    ...ran,
    exitCode: 0,
    signal: null,
    durationMs: 100 + ((index * factor) % 60_000),
    log: `x/${title}.log`,
    bytes: 4_000,
    lines: 80,
    attempts: 1,
  });
  return {
    stages: [
      {
        title: 'Build',
        ...ran,
        durationMs: 20_000,
        hooks: [],
        steps: [step('Install', 31), step('Compile', 53)],
      },
      {
        title: 'Test',
        ...ran,
        durationMs: 40_000,
        hooks: [],
        steps: [step('Unit', 97), step('System', 193), step('Lint', 11)],
      },
    ],
  };
}
