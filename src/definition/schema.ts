import Type, { type Static } from 'typebox';
import { durationPattern } from '../lib/duration.ts';
import { limits } from './limits.ts';

/**
 * The job file. From this schema come the types, the checks (`check-shape.ts`), the published JSON Schema
 * and the reference page's test. Only draft-07 keywords, because YAML editors know no more.
 *
 * `title` names the kind of a value: `text-kinds.ts` checks texts by it, messages call maps by it.
 */
interface Words {
  description: string;
  examples: unknown[];
}

const oneLine = '^[^\\u0000-\\u001f\\u007f]*$';
const insideWorkspace = '^(?!/)(?!(.*/)?\\.\\.(/|$))[^\\u0000-\\u001f\\u007f]+$';
export const labelPattern = '^[A-Za-z0-9._-]{1,63}$';
export const groupPattern = '^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$';
/** Without user, password or query: what is secret does not belong into a definition. */
export const repositoryPattern = '^(https?://[^/@\\s?#]+/|file:///)[^@\\s?#\\u0000-\\u001f\\u007f]+$';
export const branchPattern =
  '^(?![-/])(?!.*(\\.\\.|//|@\\{|/\\.|\\.lock(/|$)))[^\\u0000-\\u0020\\u007f~^:?*\\[\\\\]+(?<![/.])$';
export const environmentPattern = '^(?!CI_)[A-Za-z_][A-Za-z0-9_]*$';

const strict = { additionalProperties: false } as const;

const text = (title: string, rules: object, words: Words) => Type.String({ title, ...rules, ...words });

const title = (words: Words) => Type.Optional(text('Title', { pattern: oneLine, maxLength: 200 }, words));

const command = (words: Words) => text('Command', { pattern: '\\S', maxLength: limits.valueBytes }, words);

const duration = (words: Words) => Type.Optional(text('Duration', { pattern: durationPattern }, words));

const environment = (words: Words) =>
  Type.Optional(
    Type.Record(
      Type.String({ pattern: environmentPattern }),
      Type.Union([
        text('EnvironmentValue', { maxLength: limits.valueBytes }, words),
        Type.Number(),
        Type.Boolean(),
      ]),
      { ...strict, title: 'Environment', ...words },
    ),
  );

const hook = (when: string) => {
  const words = {
    description: `Command, or list of commands, that runs when ${when}. How it ends never changes the result.`,
    examples: ['echo done', ['echo one', 'echo two']],
  };
  return Type.Optional(
    Type.Union([command(words), Type.Array(command(words), { minItems: 1, maxItems: 100 })], words),
  );
};

const hooks = (of: string) => ({
  onStart: hook(`the ${of} starts`),
  onSuccess: hook(`the ${of} ends with a success`),
  onFailure: hook(`the ${of} ends otherwise: failed, timed out or cancelled`),
});

const retries = Type.Integer({
  minimum: 0,
  maximum: 10,
  description: 'How often a failed command runs again.',
  examples: [2],
});

const Retry = Type.Object(
  {
    max: retries,
    delay: duration({
      description: 'Time before the first retry; none where nothing is said.',
      examples: ['5s'],
    }),
    backoff: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 10,
        description: 'By how much each delay is longer than the one before; 1 where nothing is said.',
        examples: [2],
      }),
    ),
    maxDelay: duration({ description: 'Longest delay.', examples: ['1m'] }),
    exitCodes: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 255, description: 'An exit code.', examples: [75] }), {
        minItems: 1,
        maxItems: 255,
        uniqueItems: true,
        description: 'Exit codes after which to try again; all where nothing is said.',
        examples: [[75, 137]],
      }),
    ),
  },
  {
    ...strict,
    title: 'Retry',
    description: 'How often a failed command runs again, and when.',
    examples: [{ max: 3, delay: '5s', backoff: 2 }],
  },
);

export const Step = Type.Object(
  {
    title: title({ description: 'Name of the step; its log is named after it.', examples: ['Compile'] }),
    command: command({
      description: 'What the step runs, in a shell of its own that ends at the first failing command.',
      examples: ['npm run build'],
    }),
    ignoreExitCode: Type.Optional(
      Type.Boolean({
        description: 'Go on when the command fails; the build gets a warning.',
        examples: [true],
      }),
    ),
    env: environment({
      description: 'Environment variables of this step.',
      examples: [{ NODE_ENV: 'test' }],
    }),
    workingDirectory: Type.Optional(
      text(
        'RelativePath',
        { pattern: insideWorkspace, maxLength: 1_024 },
        { description: 'Folder below the workspace to run in.', examples: ['packages/web'] },
      ),
    ),
    retry: Type.Optional(
      Type.Union([retries, Retry], {
        description: 'How often a failed command runs again, and when.',
        examples: [2, { max: 3, delay: '5s', backoff: 2, maxDelay: '1m' }],
      }),
    ),
    timeout: duration({ description: 'Longest time for each attempt of the command.', examples: ['10m'] }),
    timeoutSilence: duration({
      description: 'Longest time in which the command prints nothing.',
      examples: ['5m'],
    }),
    shell: Type.Optional(
      Type.Enum(['bash', 'sh'], {
        description: 'Shell of the command; bash where nothing is said.',
        examples: ['sh'],
      }),
    ),
  },
  {
    ...strict,
    title: 'Step',
    description: 'One command and how to run it.',
    examples: [{ command: 'npm test' }],
  },
);

export const Stage = Type.Object(
  {
    title: title({
      description: 'Name of the stage; the folder of its logs is named after it.',
      examples: ['Build'],
    }),
    ...hooks('stage'),
    env: environment({
      description: 'Environment variables of every command of the stage.',
      examples: [{ A: '1' }],
    }),
    timeout: duration({ description: 'Longest time for the steps of the stage.', examples: ['30m'] }),
    steps: Type.Array(Step, {
      maxItems: limits.stepsPerStage,
      description: 'What the stage runs, in order; may be empty.',
      examples: [[{ title: 'Compile', command: 'npm run build' }]],
    }),
  },
  { ...strict, title: 'Stage', description: 'A group of steps.', examples: [{ title: 'Build', steps: [] }] },
);

const parameterValue = (description: string) =>
  Type.Union(
    [
      text(
        'EnvironmentValue',
        { maxLength: limits.valueBytes },
        { description: 'As text.', examples: ['main'] },
      ),
      Type.Number(),
      Type.Boolean(),
    ],
    { description, examples: ['main', 4, true] },
  );

export const Parameter = Type.Object(
  {
    title: text(
      'ParameterTitle',
      { pattern: '\\S', minLength: 1, maxLength: 100 },
      {
        description: 'Name of the parameter and, made an identifier, of its environment variable.',
        examples: ['VERSION'],
      },
    ),
    required: Type.Optional(
      Type.Boolean({
        description: 'Refuse a build that gives no value and has no default.',
        examples: [true],
      }),
    ),
    description: Type.Optional(
      text('Text', { maxLength: 10_000 }, { description: 'Shown beside the input.', examples: ['As 1.2.3'] }),
    ),
    type: Type.Optional(
      Type.Enum(['string', 'text', 'number', 'boolean', 'choice', 'password'], {
        description: 'Kind of value; string where nothing is said. A text may have several lines.',
        examples: ['choice'],
      }),
    ),
    default: Type.Optional(parameterValue('Value when a build gives none.')),
    choices: Type.Optional(
      Type.Array(
        text(
          'Choice',
          { pattern: oneLine, maxLength: 1_000 },
          { description: 'One value.', examples: ['staging'] },
        ),
        {
          minItems: 1,
          maxItems: 1_000,
          uniqueItems: true,
          description: 'Values of a parameter of type choice.',
          examples: [['staging', 'production']],
        },
      ),
    ),
  },
  {
    ...strict,
    title: 'Parameter',
    description: 'A value that a build is started with.',
    examples: [{ title: 'VERSION' }],
  },
);

export const Schedule = Type.Object(
  {
    title: Type.Optional(
      text(
        'ScheduleTitle',
        { pattern: '\\S', maxLength: 200 },
        { description: 'Name of the schedule; its cron where nothing is said.', examples: ['Nightly'] },
      ),
    ),
    cron: text(
      'Cron',
      { pattern: '\\S', maxLength: 200 },
      {
        description:
          'Minute, hour, day of the month, month, day of the week; H stands for a value of its own for each job.',
        examples: ['H 4 * * MON-FRI', '@daily'],
      },
    ),
    timezone: Type.Optional(
      text(
        'TimeZone',
        { pattern: '\\S', maxLength: 64 },
        { description: 'IANA time zone; UTC where nothing is said.', examples: ['Europe/Berlin'] },
      ),
    ),
    parameters: Type.Optional(
      Type.Record(Type.String({ pattern: '\\S' }), parameterValue('Value for the builds of this schedule.'), {
        ...strict,
        title: 'ParameterValues',
        description: 'Values of parameters, by title.',
        examples: [{ TARGET: 'staging' }],
      }),
    ),
    catchUp: Type.Optional(
      Type.Enum(['none', 'last', 'all'], {
        description: 'Which of the times that passed while no server was there are made up for.',
        examples: ['none'],
      }),
    ),
    skipIfRunning: Type.Optional(
      Type.Boolean({
        description: 'Start nothing while a build of the job is queued or running.',
        examples: [true],
      }),
    ),
    enabled: Type.Optional(
      Type.Boolean({
        description: 'Whether it starts builds; true where nothing is said.',
        examples: [false],
      }),
    ),
  },
  {
    ...strict,
    title: 'Schedule',
    description: 'Times at which builds start.',
    examples: [{ cron: '@daily' }],
  },
);

const KeepWorkspace = Type.Object(
  {
    when: Type.Enum(['onFailure', 'always'], {
      description: 'After builds that failed, ran into a timeout or ended as error; or after all.',
      examples: ['onFailure'],
    }),
    for: duration({ description: 'How long; 30 minutes where nothing is said.', examples: ['30m'] }),
  },
  {
    ...strict,
    title: 'Workspace',
    description: 'After which builds the workspace stays, and for how long.',
    examples: [{ when: 'onFailure', for: '30m' }],
  },
);

export const Checkout = Type.Object(
  {
    repository: Type.Optional(
      text(
        'RepositoryUrl',
        { pattern: repositoryPattern, maxLength: 2_000 },
        {
          description: 'Address of a repository of its own: https://, http:// or file:///.',
          examples: ['https://github.com/acme/site.git'],
        },
      ),
    ),
    branch: Type.Optional(
      text(
        'BranchName',
        { pattern: branchPattern, maxLength: 250 },
        { description: 'Branch of `repository`; its default one where nothing is said.', examples: ['main'] },
      ),
    ),
    ref: Type.Optional(
      Type.Enum(['head', 'merge'], {
        description:
          'Of a pull request: its last commit, or that merged into its target. head where nothing is said.',
        examples: ['merge'],
      }),
    ),
    depth: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1_000_000,
        description: 'Commits of history to fetch; all where nothing is said.',
        examples: [1],
      }),
    ),
    submodules: Type.Optional(
      Type.Boolean({ description: 'Fetch the submodules too, and theirs.', examples: [true] }),
    ),
    lfs: Type.Optional(Type.Boolean({ description: 'Fetch the files of Git LFS too.', examples: [true] })),
    path: Type.Optional(
      text(
        'RelativePath',
        { pattern: insideWorkspace, maxLength: 1_024 },
        { description: 'Folder below the workspace to fetch into.', examples: ['source'] },
      ),
    ),
  },
  {
    ...strict,
    title: 'Checkout',
    description: 'What is fetched into the workspace, and how.',
    examples: [{ depth: 1, submodules: true }],
  },
);

export const Reports = Type.Object(
  {
    junit: Type.Optional(
      Type.Array(
        text(
          'RelativePath',
          { pattern: insideWorkspace, maxLength: 1_024 },
          { description: 'A pattern below the workspace.', examples: ['reports/**/*.xml'] },
        ),
        {
          minItems: 1,
          maxItems: 20,
          description: 'Patterns of the JUnit XML files that the tests write.',
          examples: [['reports/**/*.xml']],
        },
      ),
    ),
  },
  {
    title: 'Reports',
    ...strict,
    description: 'What tests say about themselves.',
    examples: [{ junit: ['reports/**/*.xml'] }],
  },
);

export const Job = Type.Object(
  {
    title: title({ description: 'Name of the job for people.', examples: ['My cool project'] }),
    description: Type.Optional(
      text(
        'Text',
        { maxLength: 10_000 },
        { description: 'What the job is for.', examples: ['Builds the site'] },
      ),
    ),
    runsOn: Type.Optional(
      Type.Array(text('Label', { pattern: labelPattern }, { description: 'A label.', examples: ['linux'] }), {
        maxItems: 20,
        uniqueItems: true,
        description: 'Labels that a worker must have to run the job.',
        examples: [['linux', 'gpu']],
      }),
    ),
    env: environment({
      description: 'Environment variables of every command.',
      examples: [{ NODE_ENV: 'test' }],
    }),
    secrets: Type.Optional(
      Type.Array(
        text(
          'SecretName',
          { pattern: environmentPattern, maxLength: 100 },
          { description: 'Name of a secret, and of its environment variable.', examples: ['NPM_TOKEN'] },
        ),
        {
          maxItems: 100,
          uniqueItems: true,
          description:
            'Secrets that the commands get as environment variables; their values are stored apart.',
          examples: [['NPM_TOKEN']],
        },
      ),
    ),
    priority: Type.Optional(
      Type.Integer({
        minimum: -10,
        maximum: 10,
        description: 'Higher runs first; 0 where nothing is said.',
        examples: [5],
      }),
    ),
    timeout: duration({ description: 'Longest time for the stages of a build.', examples: ['1h'] }),
    onWorkerLost: Type.Optional(
      Type.Enum(['error', 'requeue'], {
        description:
          'What becomes of a build whose worker is lost: an error, or another attempt from the beginning. error where nothing is said.',
        examples: ['requeue'],
      }),
    ),
    concurrency: Type.Optional(
      Type.Object(
        {
          group: Type.Optional(
            text(
              'Group',
              { pattern: groupPattern },
              {
                description:
                  'Name of the group, over all jobs; the job is a group of its own where nothing is said.',
                examples: ['deploy'],
              },
            ),
          ),
          limit: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 1_000,
              description: 'How many builds of the group run at a time; 1 where nothing is said.',
              examples: [1],
            }),
          ),
          onNew: Type.Optional(
            Type.Enum(['queue', 'cancelRunning', 'replaceQueued', 'reject'], {
              description:
                'What a new build does when the group is full: wait, cancel all before it, replace those that wait, or be refused. queue where nothing is said.',
              examples: ['cancelRunning'],
            }),
          ),
        },
        {
          ...strict,
          title: 'Concurrency',
          description: 'How many builds run at a time.',
          examples: [{ group: 'deploy', limit: 1, onNew: 'queue' }],
        },
      ),
    ),
    queueTimeout: duration({ description: 'Longest time that a build waits to be taken.', examples: ['2h'] }),
    keepWorkspace: Type.Optional(
      Type.Union(
        [
          text(
            'KeepWorkspace',
            { pattern: '^(onFailure|always)( *, *[0-9.dhms]+)?$', maxLength: 100 },
            { description: 'When, and for how long.', examples: ['onFailure, 30m'] },
          ),
          KeepWorkspace,
        ],
        {
          description:
            'After which builds the workspace stays on the worker for a while, so that they can be run again from the stage that failed.',
          examples: ['onFailure, 30m', { when: 'always', for: '2h' }],
        },
      ),
    ),
    retention: Type.Optional(
      Type.Object(
        {
          builds: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 10_000,
              description: 'How many builds to keep.',
              examples: [50],
            }),
          ),
          days: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 3_650,
              description: 'How many days to keep a build.',
              examples: [90],
            }),
          ),
        },
        {
          ...strict,
          title: 'Retention',
          description: 'Which builds to keep.',
          examples: [{ builds: 50, days: 90 }],
        },
      ),
    ),
    checkout: Type.Optional(
      Type.Union(
        [
          Type.Boolean({
            description: 'Whether to fetch the repository of the event that started the build.',
            examples: [false],
          }),
          Checkout,
        ],
        {
          description:
            'What is fetched into the workspace before anything runs; for builds of GitHub events their commit where nothing is said.',
          examples: [false, { depth: 1 }, { repository: 'https://github.com/acme/site.git', branch: 'main' }],
        },
      ),
    ),
    artifacts: Type.Optional(
      Type.Array(
        text(
          'RelativePath',
          { pattern: insideWorkspace, maxLength: 1_024 },
          { description: 'A pattern below the workspace.', examples: ['dist/**'] },
        ),
        {
          maxItems: 100,
          description: 'Patterns of the files that are kept with the build.',
          examples: [['dist/**', 'report.html']],
        },
      ),
    ),
    reports: Type.Optional(Reports),
    ...hooks('job'),
    parameters: Type.Optional(
      Type.Array(Parameter, {
        maxItems: 200,
        description: 'Values that a build is started with; each becomes an environment variable.',
        examples: [[{ title: 'VERSION', required: true }]],
      }),
    ),
    schedules: Type.Optional(
      Type.Array(Schedule, {
        maxItems: limits.schedules,
        description: 'Times at which builds start.',
        examples: [[{ cron: 'H 4 * * MON-FRI', timezone: 'Europe/Berlin' }]],
      }),
    ),
    stages: Type.Array(Stage, {
      minItems: 1,
      maxItems: limits.stages,
      description: 'What the job does, in order; the first stage that fails ends it.',
      examples: [[{ title: 'Build', steps: [{ title: 'Compile', command: 'npm run build' }] }]],
    }),
  },
  {
    ...strict,
    title: 'Job',
    description: 'A job of Drover.',
    examples: [{ stages: [{ steps: [{ command: 'make' }] }] }],
  },
);

export type Definition = Static<typeof Job>;
export type StageDefinition = Static<typeof Stage>;
export type StepDefinition = Static<typeof Step>;
export type ParameterDefinition = Static<typeof Parameter>;
