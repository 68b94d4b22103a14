import type { BranchLink, PullRequestLink } from '../../../../src/state/link-schema.ts';
import { ApiError } from '../../data/api.ts';
import { type LinkKind, type LinkOption, linkOptions } from './link-options.ts';

export type Link = PullRequestLink | BranchLink;

/** What stands in the fields, by the name of the option. One that is not there is as in the link. */
export type Values = Readonly<Record<string, string>>;

/** What a field shows of a link. */
export function textOf(option: LinkOption, link: Link | undefined): string {
  const value = (link as Record<string, string | boolean | string[]> | undefined)?.[option.name];
  switch (option.type) {
    case 'text':
      return typeof value === 'string' ? value : '';
    case 'choice':
      return String(Array.isArray(value) ? '' : (value ?? option.choices[0]?.[0]));
    case 'patterns':
      // Of tags: all of them, or none.
      if (typeof value === 'boolean') return value ? '*' : '';
      return Array.isArray(value) ? value.join('\n') : '';
  }
}

/** What a link says for it; undefined: nothing, so that the default holds. */
function sentOf(option: LinkOption, text: string): unknown {
  switch (option.type) {
    case 'text':
      return text.trim() === '' ? undefined : text.trim();
    case 'choice':
      return option.choices.slice(1).find(([value]) => String(value) === text)?.[0];
    case 'patterns': {
      const lines = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
      return lines.length === 0 ? undefined : lines;
    }
  }
}

/** The link as it is sent: what was not changed in the form stays as it was, to the letter. */
export function linkOf(kind: LinkKind, job: string, values: Values, before?: Link): Link {
  const link: Record<string, unknown> = { ...before, job };
  for (const option of linkOptions[kind]) {
    const text = values[option.name];
    if (text === undefined || text === textOf(option, before)) continue;
    const value = sentOf(option, text);
    if (value === undefined) delete link[option.name];
    else link[option.name] = value;
  }
  return link as Link;
}

/** How many options say something else than what holds without them. */
export const countChanged = (kind: LinkKind, values: Values, before?: Link): number =>
  linkOptions[kind].filter(
    (option) => (values[option.name] ?? textOf(option, before)) !== textOf(option, undefined),
  ).length;

/** What the server refused, by the name of the field; null: it is not about fields of this form. */
export function faultsOf(kind: LinkKind, error: unknown): Record<string, string> | null {
  if (!(error instanceof ApiError)) return null;
  if (error.code === 'CHECK_RUN_NEEDS_APP') return { checkRun: error.message };
  const faults: Record<string, string> = {};
  for (const { path = '', message } of error.errors) {
    const name = path.split('.')[1];
    const option = linkOptions[kind].find((one) => one.name === name);
    if (option === undefined) return null;
    faults[option.name] ??= option.wrong ?? message;
  }
  return error.errors.length === 0 ? null : faults;
}
