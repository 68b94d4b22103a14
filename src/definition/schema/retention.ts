import Type from 'typebox';
import { duration, strict, text } from './values.ts';

const KeepWorkspaceRule = Type.Object(
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

export const KeepWorkspace = Type.Union(
  [
    text(
      'KeepWorkspace',
      { pattern: '^(onFailure|always)( *, *[0-9.dhms]+)?$', maxLength: 100 },
      { description: 'When, and for how long.', examples: ['onFailure, 30m'] },
    ),
    KeepWorkspaceRule,
  ],
  {
    description:
      'After which builds the workspace stays on the worker for a while, so that they can be run again from the stage that failed.',
    examples: ['onFailure, 30m', { when: 'always', for: '2h' }],
  },
);

export const Retention = Type.Object(
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
);
