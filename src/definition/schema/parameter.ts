import Type from 'typebox';
import { oneLine } from './patterns.ts';
import { parameterValue, strict, text } from './values.ts';

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
