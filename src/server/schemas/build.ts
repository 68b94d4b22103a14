import { Type } from 'typebox';
import { BuildNumber, JobName, milliseconds, nullable, time } from './parts.ts';

const command = {
  status: Type.String(),
  exitCode: nullable(Type.Integer()),
  signal: nullable(Type.String()),
  startedAt: nullable(time),
  finishedAt: nullable(time),
  durationMs: nullable(milliseconds),
  log: Type.String({ description: "path below the build's folder" }),
  bytes: Type.Integer(),
  lines: Type.Integer(),
  signals: Type.Optional(
    Type.Array(Type.Object({ signal: Type.String(), at: time }), {
      description: 'What its process group was sent to end it',
    }),
  ),
  reason: Type.Optional(Type.String()),
};
const Hook = Type.Object({ hook: Type.Enum(['onStart', 'onSuccess', 'onFailure']), ...command });
const Step = Type.Object({
  title: Type.String(),
  ...command,
  attempts: Type.Integer(),
  earlierLogs: Type.Optional(Type.Array(Type.String())),
  flaky: Type.Optional(Type.Boolean({ description: 'It succeeded only after a retry' })),
  retryMs: Type.Optional(Type.Integer({ description: 'milliseconds lost to attempts before the last' })),
  retryAt: Type.Optional(time),
  ignored: Type.Optional(Type.Boolean()),
});
const Stage = Type.Object({
  title: Type.String(),
  status: Type.String(),
  startedAt: nullable(time),
  finishedAt: nullable(time),
  durationMs: nullable(milliseconds),
  reason: Type.Optional(Type.String()),
  takenFrom: Type.Optional(
    Type.String({ description: 'Id of the build whose result this is; the stage was not run again' }),
  ),
  hooks: Type.Array(Hook),
  steps: Type.Array(Step),
});

export const BuildStatus = Type.Enum([
  'queued',
  'running',
  'cancelling',
  'success',
  'failure',
  'cancelled',
  'timed_out',
  'error',
]);

const testName = { suite: Type.String(), name: Type.String() };
const TestSummary = Type.Object(
  {
    total: Type.Integer(),
    passed: Type.Integer(),
    failed: Type.Integer(),
    skipped: Type.Integer(),
    durationMs: milliseconds,
    failures: Type.Array(
      Type.Object({
        ...testName,
        message: Type.String(),
        path: Type.Optional(Type.String({ description: 'File of the repository in which it failed' })),
        line: Type.Optional(Type.Integer()),
      }),
    ),
    flaky: Type.Array(Type.Object(testName)),
    slowest: Type.Array(Type.Object({ ...testName, durationMs: milliseconds })),
  },
  { description: 'What its test reports say; all of it at /tests' },
);

/** Of one build; without it the one that its job says. */
export const Priority = Type.Integer({ minimum: -10, maximum: 10, description: 'Higher runs first' });

export const buildFields = {
  job: JobName,
  number: BuildNumber,
  folder: Type.String(),
  status: BuildStatus,
  reason: Type.Optional(Type.String()),
  attempt: Type.Integer(),
  parameters: Type.Record(Type.String(), Type.String()),
  cause: Type.Object({
    kind: Type.String(),
    by: Type.String(),
    of: Type.Optional(Type.String()),
    schedule: Type.Optional(Type.String()),
    at: Type.Optional(time),
  }),
  github: Type.Optional(
    Type.Unsafe<object>({
      type: 'object',
      additionalProperties: true,
      description: 'The event of GitHub that started it: repository, commit, pullRequest',
    }),
  ),
  baseJob: Type.Optional(Type.String({ description: 'The job that this one was copied from' })),
  group: Type.Optional(Type.String({ description: 'Concurrency group' })),
  runsOn: Type.Array(Type.String()),
  priority: Type.Integer(),
  worker: nullable(Type.String()),
  node: nullable(Type.String()),
  queuedAt: time,
  startedAt: nullable(time),
  finishedAt: nullable(time),
  queueMs: nullable(milliseconds),
  durationMs: nullable(milliseconds),
  warnings: Type.Integer(),
  flaky: Type.Optional(Type.Literal(true, { description: 'A step succeeded only after a retry' })),
  cancel: Type.Optional(
    Type.Object({
      by: Type.String(),
      at: time,
      reason: Type.String(),
      requests: Type.Optional(Type.Integer()),
    }),
  ),
  moved: Type.Optional(
    Type.Object(
      { by: Type.String(), at: time, to: Type.Optional(Type.Literal('front')) },
      {
        description: 'Who gave it another place in the queue: before all others, or by its present priority',
      },
    ),
  ),
  deadline: Type.Optional(time),
  pinned: Type.Optional(Type.Object({ by: Type.String(), at: time, reason: Type.String() })),
  keptWorkspace: Type.Optional(
    Type.Object(
      { worker: Type.String(), folder: Type.String(), bytes: Type.Integer(), until: time },
      { description: 'Its workspace stays there for a while: a rerun may begin with the stage that failed' },
    ),
  ),
  resumes: Type.Optional(
    Type.Object(
      { build: Type.String(), stage: Type.String(), worker: Type.String(), folder: Type.String() },
      { description: 'The build in whose workspace it goes on, and the stage that it begins with' },
    ),
  ),
  earlierAttempts: Type.Optional(
    Type.Array(
      Type.Object({
        attempt: Type.Integer(),
        worker: nullable(Type.String()),
        node: nullable(Type.String()),
        startedAt: nullable(time),
        finishedAt: time,
        reason: Type.String(),
        logs: Type.Array(Type.Object({ stage: Type.String(), step: Type.String(), log: Type.String() })),
      }),
      { description: 'Attempts before this one, whose workers were lost' },
    ),
  ),
  checkout: Type.Optional(
    Type.Object(command, {
      description: 'How the repository got into the workspace; before everything else',
    }),
  ),
  hooks: Type.Array(Hook),
  stages: Type.Array(Stage),
  leftProcesses: Type.Array(
    Type.Object({
      pid: Type.Integer(),
      command: Type.String(),
      signals: Type.Array(Type.String()),
      survived: Type.Boolean(),
    }),
  ),
  artifacts: Type.Array(Type.Object({ path: Type.String(), bytes: Type.Integer() })),
  summary: Type.Optional(
    Type.String({
      description: "What the commands wrote to CI_SUMMARY, Markdown: path below the build's folder",
    }),
  ),
  notes: Type.Optional(Type.Array(Type.String())),
  tests: Type.Optional(TestSummary),
};

export const BuildSummary = Type.Object(buildFields, { description: 'A build without its definition' });
export const Definition = Type.Unsafe<object>({
  type: 'object',
  description: 'A job definition: docs/job.schema.json',
});
export const Build = Type.Object({ ...buildFields, definition: Definition }, { description: 'A build' });

export const BuildPage = Type.Object({
  builds: Type.Array(BuildSummary),
  next: nullable(Type.Integer({ description: 'give it as `before` for the next page' })),
});
export const BuildList = Type.Object({ builds: Type.Array(BuildSummary) });

export const WaitingBuild = Type.Object({
  ...buildFields,
  waitingFor: Type.Object({
    kind: Type.Enum(['group', 'delivery', 'workers', 'labels', 'paused', 'slots']),
    message: Type.String(),
    position: Type.Optional(Type.Integer()),
  }),
});
export const QueueList = Type.Object({ builds: Type.Array(WaitingBuild), total: Type.Integer() });
