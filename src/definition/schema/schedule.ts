import Type from 'typebox';
import { parameterValue, strict, text } from './values.ts';

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
