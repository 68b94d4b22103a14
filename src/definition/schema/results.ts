import Type from 'typebox';
import { insideWorkspace } from './patterns.ts';
import { strict, text } from './values.ts';

export const Artifacts = Type.Array(
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
