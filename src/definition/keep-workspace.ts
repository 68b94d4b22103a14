import { formatDuration, parseDuration } from '../lib/duration.ts';
import { limits } from './limits.ts';
import { quote } from './quote.ts';
import type { Definition } from './schema/index.ts';

/** After which builds the workspace stays on the worker, and for how long. */
export interface KeepWorkspace {
  readonly when: 'onFailure' | 'always';
  readonly forMs: number;
}

const defaultFor = '30m';

/** The short form, as `onFailure, 30m`. */
const shortForm = /^(onFailure|always)(?: *, *(.+))?$/;

export function keepWorkspaceOf({ keepWorkspace }: Definition): KeepWorkspace | null {
  if (keepWorkspace === undefined) return null;
  const { when, for: time = defaultFor } =
    typeof keepWorkspace === 'string' ? readShortForm(keepWorkspace) : keepWorkspace;
  const forMs = parseDuration(time);
  // A job that was written by hand may hold anything.
  return when === undefined || forMs === null ? null : { when, forMs };
}

/** What is wrong with the short form: the end of a sentence that begins with the field. */
export function keepWorkspaceFault(text: string): string | null {
  const { when, for: time } = readShortForm(text);
  if (when === undefined)
    return `is ${quote(text)}: write when and for how long, as in \`onFailure, 30m\` or \`always, 2h\``;
  if (time === undefined) return null;
  const ms = parseDuration(time);
  if (ms !== null && ms > 0 && ms <= limits.timeoutMs) return null;
  return `is ${quote(text)}: after the comma comes a duration up to \`${formatDuration(limits.timeoutMs)}\`, as in \`onFailure, 30m\``;
}

function readShortForm(text: string): { when?: KeepWorkspace['when']; for?: string } {
  const [, when, time] = shortForm.exec(text) ?? [];
  return {
    ...(when === undefined ? {} : { when: when as KeepWorkspace['when'] }),
    ...(time === undefined ? {} : { for: time }),
  };
}
