import Type from 'typebox';
import { limits } from '../limits.ts';
import { Checkout } from './checkout.ts';
import { Concurrency } from './concurrency.ts';
import { hooks } from './hooks.ts';
import { Parameter } from './parameter.ts';
import { environmentPattern, labelPattern } from './patterns.ts';
import { Artifacts, Reports } from './results.ts';
import { KeepWorkspace, Retention } from './retention.ts';
import { Schedule } from './schedule.ts';
import { Stage } from './stage.ts';
import { duration, environment, strict, text, title } from './values.ts';

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
    concurrency: Type.Optional(Concurrency),
    queueTimeout: duration({ description: 'Longest time that a build waits to be taken.', examples: ['2h'] }),
    keepWorkspace: Type.Optional(KeepWorkspace),
    retention: Type.Optional(Retention),
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
    artifacts: Type.Optional(Artifacts),
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
