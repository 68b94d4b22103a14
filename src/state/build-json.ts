import type { BuildDocument } from './build.ts';

/**
 * The text of a build document. Three things about it are guaranteed, because others rely on them:
 *
 * - It begins with `{"job":"…","number":…,"folder":"…","status":"…","queuedAt":"…","worker":…,"node":…,
 *   "startedAt":…,"queueMs":…`. The script that renames a job replaces the first three there; lists read
 *   status and time there; the script that gives a queued build to a worker writes what comes after.
 * - `definition` comes last.
 * - `,"definition":{` occurs where the definition begins and nowhere before. Inside a string it cannot
 *   occur, since a quote in a string is written `\"`. Across the end of a string it cannot, since after a
 *   closing quote comes one of `,:]}` and never a letter. What is left is a field of that name which holds
 *   an object; the document has none (a parameter named `definition` holds a string). If it ever gets one,
 *   a blank is put before it, which changes nothing in JSON.
 */
export function buildText(build: BuildDocument): string {
  return headOf(build) + buildTail(build);
}

/** What follows job, number and folder, from `,"status":` on. */
export function buildTail(build: Omit<BuildDocument, 'number'>): string {
  const { status, queuedAt, worker, node, startedAt, queueMs, definition, ...others } = build;
  const { job: _job, folder: _folder, number: _number, ...rest } = others as Partial<BuildDocument>;
  const first = { status, queuedAt, worker, node, startedAt, queueMs };
  const fields = JSON.stringify({ ...first, ...rest }).slice(1, -1);
  return `,${fields.replaceAll(marker, `, ${marker.slice(1)}`)},"definition":${JSON.stringify(definition)}}`;
}

const marker = ',"definition":{';

function headOf({ job, number, folder }: Pick<BuildDocument, 'job' | 'number' | 'folder'>): string {
  return `{"job":${JSON.stringify(job)},"number":${number},"folder":${JSON.stringify(folder)}`;
}

/** The text of the document without its definition, cut out without parsing. */
export function withoutDefinition(text: string): string {
  const start = text.indexOf(marker);
  return start === -1 ? text : `${text.slice(0, start)}}`;
}

const head = /^\{"job":"([^"]*)","number":(\d+),"folder":"([^"]*)","status":"(\w+)","queuedAt":"([^"]*)"/;

/** What the beginning of a document's text tells, or null for a text that is not ours. */
export function readHead(
  text: string,
): { job: string; number: number; folder: string; status: string; queuedAt: string } | null {
  const match = head.exec(text);
  if (match === null) return null;
  const [, job = '', number = '', folder = '', status = '', queuedAt = ''] = match;
  return { job, number: Number(number), folder, status, queuedAt };
}

const worker =
  /^\{"job":"[^"]*","number":\d+,"folder":"[^"]*","status":"\w+","queuedAt":"[^"]*","worker":"([^"]*)"/;

/** The worker that runs or ran it; null for a build that none has taken. */
export const readWorker = (text: string): string | null => worker.exec(text)?.[1] ?? null;
