import type { Definition } from '../definition/schema.ts';
import type { GithubEvent } from './github-event.ts';

/** What Drover notes about a job beside its definition. Times are ISO 8601 UTC. */
export interface JobMeta {
  name: string;
  /** Path of folder names, as `team/backend`; empty at the top. */
  folder: string;
  /** From 1, one more at each change of the document. */
  revision: number;
  /** Stays when it is renamed; a job that was written by hand has none. */
  id?: string;
  createdAt: string;
  updatedAt: string;
  /** The job that this one was copied from, for a pull request or a branch. */
  parent?: string;
  /** The event that it was last refreshed by. */
  github?: GithubEvent;
}

/** The document at `job_<name>`: the definition's own fields, and `meta`. */
export type Job = Definition & { meta: JobMeta };

/**
 * Scripts read name, folder and revision at the beginning of the text, and the tree all of `meta` and the
 * title: they come first, in this order.
 */
export function jobText(definition: Definition, meta: JobMeta): string {
  const { name, folder, revision, ...rest } = meta;
  const { title, ...others } = definition;
  return JSON.stringify({
    meta: { name, folder, revision, ...rest },
    ...(title === undefined ? {} : { title }),
    ...others,
  });
}

/** What the tree shows of a job's document. */
export interface JobHead {
  revision: number;
  title?: string;
  /** The job of which this is a copy for a branch or pull request. */
  parent?: string;
}

const head = /^\{"meta":(\{[^{}]*\}),"(?:title":("(?:[^"\\]|\\.)*")[,}]|(?!title"))/;

/** Reads the beginning of a text; null when it is not enough of it, or not written by `jobText`. */
export function readJobHead(beginning: string): JobHead | null {
  const match = head.exec(beginning);
  if (match === null) return null;
  const [, meta = '', title] = match;
  try {
    return headOf({
      meta: JSON.parse(meta) as JobMeta,
      ...(title === undefined ? {} : { title: JSON.parse(title) as string }),
    });
  } catch {
    return null;
  }
}

export function headOf({ meta, title }: { meta?: Partial<JobMeta>; title?: string }): JobHead {
  return {
    revision: meta?.revision ?? 0,
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof meta?.parent === 'string' ? { parent: meta.parent } : {}),
  };
}

/** The job, or null when the text is no JSON object. A document that was written by hand may have no `meta`. */
export function parseJob(text: string): (Definition & { meta?: Partial<JobMeta> }) | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Definition)
      : null;
  } catch {
    return null;
  }
}

export const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
