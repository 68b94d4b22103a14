import { createHash } from 'node:crypto';
import { nearest } from '../../lib/nearest.ts';
import { code } from '../quote.ts';
import { dayOfMonth, dayOfWeek, type Field } from './fields.ts';

/** Says what is wrong with a field: the end of a sentence about the whole text. */
export class CronFault extends Error {}

export interface FieldValues {
  readonly values: ReadonlySet<number>;
  readonly lastDay: boolean;
}

const term =
  /^(?:(?<all>\*)|(?<hash>[Hh])(?:\((?<low>\w+)-(?<high>\w+)\))?|(?<from>\w+)(?:-(?<to>\w+))?)(?:\/(?<step>\d+))?$/;

/**
 * Reads one field: terms with commas between them. `seed` settles what `H` stands for. Throws CronFault.
 */
export function parseField(field: Field, text: string, seed: string): FieldValues {
  const values = new Set<number>();
  let lastDay = false;
  for (const part of text.split(',')) {
    if (field === dayOfMonth && part.toUpperCase() === 'L') lastDay = true;
    else for (const value of termValues(field, part, seed)) values.add(wrap(field, value));
  }
  return { values, lastDay };
}

/** Sunday may be written 7, so that FRI-SUN and 5-7 are ranges. */
const wrap = (field: Field, value: number): number => (field === dayOfWeek ? value % 7 : value);

function termValues(field: Field, text: string, seed: string): number[] {
  const { all, hash, low, high, from, to, step } = term.exec(text)?.groups ?? {};
  if (all !== undefined) {
    const max = field === dayOfWeek ? 6 : field.max;
    return steps(field, field.min, max, step);
  }
  if (hash !== undefined) {
    const [first, last] =
      low === undefined || high === undefined ? [field.min, field.hashMax] : range(field, low, high);
    return hashed(field, first, last, step, seed);
  }
  if (from === undefined) throw new CronFault(oddTerm(field, text));
  if (to !== undefined) return steps(field, ...range(field, from, to), step);
  const value = numberOf(field, from);
  if (step === undefined) return [value];
  throw new CronFault(`${code(text)} needs a range before the \`/\`: write \`${from}-${field.max}/${step}\``);
}

function range(field: Field, low: string, high: string): [number, number] {
  const first = numberOf(field, low);
  const end = numberOf(field, high);
  const last = field === dayOfWeek && end === 0 && first > 0 ? 7 : end;
  if (first <= last) return [first, last];
  const max = field === dayOfWeek ? 6 : field.max;
  const both = `${first}-${max},${field.min}-${last}`;
  throw new CronFault(`the ${field.name} range ${code(`${low}-${high}`)} runs backwards: write \`${both}\``);
}

function steps(field: Field, first: number, last: number, step: string | undefined): number[] {
  return everyNth(first, last, stepOf(field, first, last, step));
}

/** Without a step one value of the range; with a step the first one is somewhere in the first step. */
function hashed(field: Field, first: number, last: number, step: string | undefined, seed: string): number[] {
  const by = stepOf(field, first, last, step);
  const number = createHash('sha256').update(`${seed}\0${field.name}`).digest().readUInt32BE();
  if (step === undefined) return [first + (number % (last - first + 1))];
  return everyNth(first + (number % by), last, by);
}

function everyNth(first: number, last: number, by: number): number[] {
  return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, index) => first + index * by);
}

function stepOf(field: Field, first: number, last: number, step: string | undefined): number {
  const by = Number(step ?? 1);
  if (by === 0) throw new CronFault(`the step of the ${field.name} is 0: write at least 1`);
  const count = last - first + 1;
  if (by <= count) return by;
  throw new CronFault(`the step ${by} is larger than the ${count} ${field.plural} it goes through`);
}

function numberOf(field: Field, text: string): number {
  if (/^\d{1,4}$/.test(text)) {
    const value = Number(text);
    if (value >= field.min && value <= field.max) return value;
    throw new CronFault(`the ${field.name} ${text} is not from ${field.min} to ${field.max}`);
  }
  const index = field.names.indexOf(text.toUpperCase());
  if (index >= 0) return field.min + index;
  throw new CronFault(oddTerm(field, text));
}

function oddTerm(field: Field, text: string): string {
  const what = `the ${field.name} ${code(text)}`;
  if (text === '') return `the ${field.name} has an empty entry: remove the comma`;
  if (text === '?') return `${what} is not known here: write \`*\``;
  if (text.toUpperCase() === 'L') return `${what} is for the day of the month only`;
  const near = nearest(text, field.names);
  if (near !== null) return `${what} is not known: did you mean \`${near}\`?`;
  const names = field.names.length === 0 ? '' : ` or a name such as \`${field.names[1]}\``;
  return `${what} is not known: write a number from ${field.min} to ${field.max}${names}, \`*\`, \`H\`, a range or a step`;
}
