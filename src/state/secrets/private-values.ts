import { passwordsOf } from '../../definition/parameters.ts';
import { DroverError } from '../../errors/error.ts';
import type { BuildDocument } from '../build.ts';
import type { KeyRing } from './key-ring.ts';

type Values = Record<string, string>;

/**
 * The parameter values of a build as they wait in Redis for its worker: JSON, texts as they are, passwords as
 * `{"sealed": …}`. Throws SECRET_KEY_MISSING.
 */
export function sealValues(
  ring: KeyRing,
  { job, definition }: Pick<BuildDocument, 'job' | 'definition'>,
  values: Values,
): string {
  const passwords = Object.entries(passwordsOf(definition, values));
  const sealed = passwords.map(([name, value]) => [name, { sealed: ring.seal(value, boundTo(job, name)) }]);
  return JSON.stringify({ ...values, ...Object.fromEntries(sealed) });
}

/** The values, or a sentence about why they cannot be read. */
export function openValues(
  ring: KeyRing,
  job: string,
  text: string | null,
): { values: Values } | { unreadable: string } {
  try {
    const stored = JSON.parse(text ?? '') as Record<string, string | { sealed: string }>;
    const values = Object.entries(stored).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : ring.open(value.sealed, boundTo(job, name)),
    ]);
    return { values: Object.fromEntries(values) as Values };
  } catch (error) {
    const why = error instanceof DroverError ? `: ${error.message}` : '.';
    return { unreadable: `The parameter values of this build in Redis cannot be read${why}` };
  }
}

const boundTo = (job: string, name: string): string[] => ['parameter', job, name];
