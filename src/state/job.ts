import type { Definition } from '../definition/schema/index.ts';
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
  /** What such a copy is for: title of the pull request, name of the branch. */
  about?: string;
  /** The event that it was last refreshed by. */
  github?: GithubEvent;
}

/** The document at `job_<name>`: the definition's own fields, and `meta`. */
export type Job = Definition & { meta: JobMeta };

/**
 * Scripts read name, folder and revision at the beginning of the text, and the tree all of `meta` and the
 * title: they come first, in this order. The event of a copy is long: it is the last of `meta`, and the tree reads
 * up to it.
 */
export function jobText(definition: Definition, meta: JobMeta): string {
  const { name, folder, revision, github, ...rest } = meta;
  const { title, ...others } = definition;
  return JSON.stringify({
    meta: { name, folder, revision, ...rest, ...(github === undefined ? {} : { github }) },
    ...(title === undefined ? {} : { title }),
    ...others,
  });
}

/** What the tree shows of a job's document; of a copy `about` in place of the title, which is that of its job. */
export interface JobHead {
  revision: number;
  title?: string;
  /** The job of which this is a copy for a branch or pull request. */
  parent?: string;
  about?: string;
}

const head = /^\{"meta":(\{[^{}]*\}),"(?:title":("(?:[^"\\]|\\.)*")[,}]|(?!title"))/;
const headOfCopy = /^\{"meta":(\{[^{}]*),"github":\{/;

/** Reads the beginning of a text; null when it is not enough of it, or not written by `jobText`. */
export function readJobHead(beginning: string): JobHead | null {
  const copy = headOfCopy.exec(beginning)?.[1];
  const [, meta = '', title] = copy === undefined ? (head.exec(beginning) ?? []) : ['', `${copy}}`];
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
    ...(typeof meta?.about === 'string' ? { about: meta.about } : {}),
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
