import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import { parseDefinition } from './parse.ts';
import type { Definition } from './schema/index.ts';

/** The text where it says more than the definition does, by its comments, its anchors or its layout; else null. */
export const writtenText = (text: string, definition: Definition): string | null =>
  text === stringify(definition) ? null : text;

/**
 * The definition as YAML: as it was written, or anew when nothing was kept. What was kept counts only while it says the
 * same, since anybody may change a job's key in Redis by hand.
 */
export function yamlText(definition: Definition, written: string | null): string {
  const read = written === null ? null : parseDefinition(written, { format: 'yaml' });
  const holds = read !== null && 'definition' in read && isDeepStrictEqual(read.definition, definition);
  return written !== null && holds ? written : stringify(definition);
}
