/** What one of the five fields of a cron text may hold. */
export interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Greatest value that `H` stands for: one that every month and week has. */
  readonly hashMax: number;
  /** Names of the values from `min` on. */
  readonly names: readonly string[];
  /** For messages. */
  readonly plural: string;
}

export const minute: Field = { name: 'minute', plural: 'minutes', min: 0, max: 59, hashMax: 59, names: [] };
export const hour: Field = { name: 'hour', plural: 'hours', min: 0, max: 23, hashMax: 23, names: [] };
export const dayOfMonth: Field = {
  name: 'day of the month',
  plural: 'days of the month',
  min: 1,
  max: 31,
  hashMax: 28,
  names: [],
};
export const month: Field = {
  name: 'month',
  plural: 'months',
  min: 1,
  max: 12,
  hashMax: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
};
/** 0 and 7 are Sunday. */
export const dayOfWeek: Field = {
  name: 'day of the week',
  plural: 'days of the week',
  min: 0,
  max: 7,
  hashMax: 6,
  names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
};
