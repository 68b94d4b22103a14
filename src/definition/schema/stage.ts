import Type from 'typebox';
import { limits } from '../limits.ts';
import { hooks } from './hooks.ts';
import { Step } from './step.ts';
import { duration, environment, strict, title } from './values.ts';

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
