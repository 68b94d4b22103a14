import Type from 'typebox';
import { insideWorkspace } from './patterns.ts';
import { command, duration, environment, strict, text, title } from './values.ts';

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
