import { oneOf } from '../kinds.ts';
import { both, type LogLevel, option } from './option.ts';

/** What Drover says of itself. */
export const logOptions = {
  logLevel: option<LogLevel>({
    kind: oneOf<LogLevel>('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    default: 'info',
    roles: both,
    description: 'Least important messages of Drover itself that are printed',
  }),
} as const;
