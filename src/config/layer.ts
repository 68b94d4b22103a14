import type { Problem } from '../errors/error.ts';
import { nearest } from '../lib/nearest.ts';
import type { OptionName } from './options/index.ts';

/** One option as one layer sets it. */
export interface Setting {
  readonly text: string;
  /** Where a relative path starts. */
  readonly folder: string;
  /** For people, as `file drover.yaml:3`, `environment DROVER_PORT`, `flag --port`. */
  readonly source: string;
  readonly place: Omit<Problem, 'message'>;
}

export interface Layer {
  readonly settings: Map<OptionName, Setting>;
  readonly problems: readonly Problem[];
}

export function unknownName(what: string, name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === null ? `Unknown ${what} "${name}".` : `Unknown ${what} "${name}": did you mean "${near}"?`;
}
