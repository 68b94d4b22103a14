/** Cron texts with `H`: reading them, and when they are due in a time zone. Pure. */
export type { Cron } from './cron.ts';
export { nextRun } from './next-run.ts';
export { parseCron } from './parse-cron.ts';
export { timeZoneFault, zonedTime } from './time-zone.ts';
