import { integer } from '../kinds.ts';
import { both, option } from './option.ts';

/** What is kept where a job says nothing. */
export const retentionOptions = {
  retentionBuilds: option<number>({
    kind: integer(1, 100_000),
    default: 100,
    roles: both,
    description: 'Builds kept of a job that names no retention',
  }),
  retentionDays: option<number>({
    kind: integer(0, 36_500),
    default: 0,
    defaultText: '0: no limit',
    roles: both,
    description: 'Days that builds are kept of a job that names no retention',
  }),
} as const;
