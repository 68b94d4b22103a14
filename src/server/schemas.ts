import { type Static, Type } from 'typebox';
import { longestPassword, shortestPassword } from './access/passwords.ts';

/** Shapes of the REST interface; the OpenAPI document is made from them. */

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const time = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' });
const milliseconds = Type.Integer({ minimum: 0, description: 'milliseconds' });

export const JobName = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'Name of a job',
  examples: ['hello'],
});
export const FolderName = Type.String({ maxLength: 200, description: 'Name of a folder; empty is the top' });
export const BuildNumber = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

export const RoleName = Type.Enum(['viewer', 'runner', 'admin']);
export const UserName = Type.String({ minLength: 1, maxLength: 64, description: 'Name of a user or token' });
export const NewPassword = Type.String({ minLength: shortestPassword, maxLength: longestPassword });
export const EntryId = Type.String({ pattern: '^[0-9a-f]{1,64}$' });
export const Grants = Type.Array(
  Type.Object(
    { folder: Type.String({ minLength: 1, maxLength: 200 }), role: RoleName },
    { additionalProperties: false },
  ),
  { maxItems: 100, description: 'Roles in folders and what lies below them' },
);
/** What a caller may do. */
export const RightsFields = {
  role: nullable(Type.Enum(['viewer', 'runner', 'admin'], { description: 'Over all folders' })),
  grants: Grants,
};

export const JobParams = Type.Object({ name: JobName });
export const BuildParams = Type.Object({ name: JobName, number: BuildNumber });
export const FolderParams = Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }) });
export const WorkerParams = Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }) });
export type BuildParams = Static<typeof BuildParams>;

export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String({ description: 'Stable code, listed in docs/errors.md' }),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          path: Type.String(),
          line: Type.Optional(Type.Integer()),
          column: Type.Optional(Type.Integer()),
          message: Type.String(),
        }),
      ),
    ),
  },
  { description: 'RFC 9457 problem' },
);

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

const buildFields = {
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

export const Worker = Type.Object({
  name: Type.String(),
  node: Type.String(),
  status: Type.Enum(['online', 'offline', 'paused', 'draining']),
  labels: Type.Array(Type.String()),
  slots: Type.Integer(),
  busy: Type.Integer(),
  builds: Type.Array(Type.String()),
  load: Type.Number(),
  freeDisk: Type.Integer({ description: 'bytes' }),
  version: Type.String(),
  checkout: Type.Optional(
    Type.Object({
      git: nullable(Type.String({ description: 'Version of git on its node; null: there is none' })),
      mirrors: Type.Integer({ description: 'Copies of repositories on its node' }),
      bytes: Type.Integer({ description: 'What those take' }),
      mostBytes: Type.Integer(),
    }),
  ),
  seenAt: time,
});
export const WorkerList = Type.Object({ workers: Type.Array(Worker) });

export const Job = Type.Unsafe<object>({
  type: 'object',
  required: ['meta', 'stages'],
  description: 'A job definition with `meta`: name, folder, revision, createdAt, updatedAt',
});
export const Tree = Type.Object({
  entries: Type.Array(
    Type.Unsafe<object>({
      type: 'object',
      required: ['kind', 'name', 'path'],
      properties: { kind: { type: 'string', enum: ['folder', 'job'] } },
      description: 'A folder with `entries`, or a job with `last`: its newest build',
    }),
  ),
});
export const TrendList = Type.Object({
  trends: Type.Record(
    Type.String(),
    Type.Array(Type.Object({ number: BuildNumber, status: BuildStatus, durationMs: nullable(milliseconds) })),
  ),
});
export const Folder = Type.Object({
  name: Type.String(),
  path: Type.String(),
  parent: Type.String(),
  entries: Type.Array(Type.Object({ kind: Type.String(), name: Type.String() })),
});
export const FileList = Type.Object({
  files: Type.Array(Type.Object({ path: Type.String(), bytes: Type.Integer() })),
  truncated: Type.Boolean({ description: 'there are more files than are listed' }),
});
