import type { BuildDocument, TestName } from './build.ts';

/**
 * What the counts of `drover:tally:<day>` need of an ended build, short: it waits in Redis until a server has counted
 * it, whatever becomes of the build meanwhile. Durations are ms.
 */
export interface TallyRow {
  readonly job: string;
  readonly number: number;
  /** When it ended, ms since 1970. */
  readonly at: number;
  readonly status: string;
  readonly worker: string | null;
  readonly cause: string;
  readonly queueMs: number | null;
  readonly durationMs: number | null;
  readonly flaky: boolean;
  readonly retries: number;
  readonly retryMs: number;
  readonly stages: readonly PartRow[];
  readonly steps: readonly (PartRow & { readonly stage: string })[];
  /** Without those of password parameters. */
  readonly parameters: readonly (readonly [title: string, value: string])[];
  readonly tests?: {
    readonly failed: readonly TestName[];
    readonly flaky: readonly TestName[];
    readonly slow: readonly (TestName & { readonly durationMs: number })[];
  };
}

export interface PartRow {
  readonly title: string;
  readonly status: string;
  readonly durationMs: number | null;
  readonly flaky: boolean;
  readonly retries: number;
  readonly retryMs: number;
}

/** Of a build with more steps only so many are counted. */
const mostParts = 100;
const mostParameters = 20;
const mostTests = 20;
const mostCharacters = 100;

/** A value that must not be shown is this in the document. */
export const hiddenValue = '***';

export function tallyRow(build: BuildDocument): string {
  const { job, number, status, worker, cause, queueMs, durationMs, stages, tests } = build;
  // What another build has done was counted with that one.
  const ran = stages.filter((stage) => stage.startedAt !== null && stage.takenFrom === undefined);
  const steps = ran.flatMap((stage) =>
    stage.steps
      .filter((step) => step.startedAt !== null)
      .map((step) => ({ stage: short(stage.title), ...partOf(step) })),
  );
  const lost = timeLost(build);
  const row: TallyRow = {
    job,
    number,
    at: Date.parse(build.finishedAt ?? '') || Date.now(),
    status,
    worker,
    cause: cause.kind,
    queueMs,
    durationMs,
    flaky: build.flaky === true,
    ...lost,
    stages: ran.slice(0, mostParts).map((stage) => partOf({ ...stage, attempts: 1 })),
    steps: steps.slice(0, mostParts),
    parameters: Object.entries(build.parameters)
      .filter(([, value]) => value !== hiddenValue)
      .slice(0, mostParameters)
      .map(([title, value]) => [short(title), short(value)]),
    ...(tests === undefined
      ? {}
      : {
          tests: {
            failed: tests.failures.slice(0, mostTests).map(nameOf),
            flaky: tests.flaky.slice(0, mostTests).map(nameOf),
            slow: tests.slowest.map((test) => ({ ...nameOf(test), durationMs: test.durationMs })),
          },
        }),
  };
  return JSON.stringify(row);
}

/** Attempts of steps after the first and of builds whose worker was lost, and how long everything before the last took. */
export function timeLost({
  stages,
  earlierAttempts = [],
}: Pick<BuildDocument, 'stages' | 'earlierAttempts'>): {
  retries: number;
  retryMs: number;
} {
  const own = stages.filter((stage) => stage.takenFrom === undefined);
  const steps = own.flatMap((stage) => stage.steps);
  const lost = earlierAttempts.map(({ startedAt, finishedAt }) =>
    startedAt === null ? 0 : Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)),
  );
  return {
    retries: earlierAttempts.length + steps.reduce((sum, step) => sum + Math.max(0, step.attempts - 1), 0),
    retryMs: [...lost, ...steps.map((step) => step.retryMs ?? 0)].reduce((sum, ms) => sum + ms, 0),
  };
}

interface Part {
  readonly title: string;
  readonly status: string;
  readonly durationMs: number | null;
  readonly attempts: number;
  readonly flaky?: true;
  readonly retryMs?: number;
}

const partOf = ({ title, status, durationMs, attempts, flaky, retryMs = 0 }: Part): PartRow => ({
  title: short(title),
  status,
  durationMs,
  flaky: flaky === true,
  retries: Math.max(0, attempts - 1),
  retryMs,
});

const nameOf = ({ suite, name }: TestName): TestName => ({ suite: short(suite), name: short(name) });

const short = (text: string): string => text.slice(0, mostCharacters);
