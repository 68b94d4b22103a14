import Type from 'typebox';
import { groupPattern } from './patterns.ts';
import { strict, text } from './values.ts';

export const Concurrency = Type.Object(
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
);
