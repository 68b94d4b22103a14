import { nearest } from '../lib/nearest.ts';
import { unmaskable } from '../lib/unmaskable.ts';
import { limits } from './limits.ts';
import { isNumber } from './number-text.ts';
import { code, quote } from './quote.ts';
import type { ParameterDefinition } from './schema/index.ts';

/** The value as text, null when it counts as not given, or the end of a sentence that begins with the parameter. */
export type ValueReading = { text: string | null } | { fault: string };

const types: Record<
  NonNullable<ParameterDefinition['type']>,
  { readonly json: string; readonly words: string }
> = {
  string: { json: 'string', words: 'text' },
  text: { json: 'string', words: 'text' },
  password: { json: 'string', words: 'text' },
  choice: { json: 'string', words: 'one of its choices as text' },
  number: { json: 'number', words: 'a number' },
  boolean: { json: 'boolean', words: 'true or false' },
};

/** A value as a form, a command line (text for every type) or JSON (numbers, true and false too) gives it. */
export function readParameterValue(parameter: ParameterDefinition, value: unknown): ValueReading {
  const type = parameter.type ?? 'string';
  const { json, words } = types[type];
  if (value === null || value === undefined) return { text: null };
  if (typeof value === 'number' && json === 'number') {
    return Number.isFinite(value) ? { text: String(value) } : { fault: 'takes a finite number' };
  }
  if (typeof value === 'boolean' && json === 'boolean') return { text: String(value) };
  if (typeof value !== 'string') return { fault: `takes ${words}, not ${shown(value, json)}` };
  const fault = processFault(value) ?? textFault(parameter, value);
  if (fault !== null) return value === '' && json !== 'string' ? { text: null } : { fault };
  return { text: value };
}

function textFault(parameter: ParameterDefinition, value: string): string | null {
  switch (parameter.type ?? 'string') {
    case 'number':
      return isNumber(value) ? null : `takes a number, not ${quote(value)}`;
    case 'boolean':
      return value === 'true' || value === 'false' ? null : `takes true or false, not ${quote(value)}`;
    case 'choice':
      return choiceFault(parameter.choices ?? [], value);
    case 'text':
      return null;
    case 'password':
      return passwordFault(value);
    case 'string':
      return /[\r\n]/.test(value) ? 'takes one line: a parameter of several lines has `type: text`' : null;
  }
}

function passwordFault(value: string): string | null {
  if (/[\r\n]/.test(value)) return 'takes one line';
  return value === '' ? null : unmaskable(value);
}

function choiceFault(choices: readonly string[], value: string): string | null {
  if (choices.includes(value)) return null;
  const near = nearest(value, choices);
  const shownChoices = choices.slice(0, 20).map(code).join(', ') + (choices.length > 20 ? ', …' : '');
  return `takes one of ${shownChoices}, not ${quote(value)}${near === null ? '' : `: did you mean ${code(near)}?`}`;
}

function processFault(value: string): string | null {
  if (value.includes('\0')) return 'has a NUL character, which no process can take';
  if (/\p{Surrogate}/u.test(value)) return 'has half of a character pair, which is no text';
  const bytes = Buffer.byteLength(value);
  if (bytes <= limits.valueBytes) return null;
  return `is ${Math.ceil(bytes / 1024)} KiB large: at most ${limits.valueBytes / 1024} KiB are allowed`;
}

function shown(value: unknown, json: string): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value !== 'number' && typeof value !== 'boolean') return `a ${typeof value}`;
  return json === 'string' ? `${value}: put it in quotes` : String(value);
}
