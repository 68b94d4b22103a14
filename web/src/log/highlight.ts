import type { Run } from './runs.ts';

/** A run, and whether it is part of what was searched for. */
export interface MarkedRun extends Run {
  readonly hit: boolean;
}

/** Where `query` stands in a text: pairs of start and end. */
export function hitsIn(text: string, query: string, ignoreCase: boolean): [number, number][] {
  if (query === '') return [];
  const [where, what] = ignoreCase ? [fold(text), fold(query)] : [text, query];
  const hits: [number, number][] = [];
  for (let at = where.indexOf(what); at !== -1; at = where.indexOf(what, at + what.length))
    hits.push([at, at + what.length]);
  return hits;
}

/** Lower case, sign for sign: a text must not change its length. */
const fold = (text: string): string => {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from(text)
    .map((sign) => (sign.toLowerCase().length === sign.length ? sign.toLowerCase() : sign))
    .join('');
};

/** Cuts runs at the borders of the hits. */
export function markRuns(runs: readonly Run[], hits: readonly (readonly [number, number])[]): MarkedRun[] {
  const marked: MarkedRun[] = [];
  let offset = 0;
  let next = 0;
  for (const { text, style } of runs) {
    let at = 0;
    while (at < text.length) {
      while (next < hits.length && (hits[next]?.[1] ?? 0) <= offset + at) next += 1;
      const [start, end] = hits[next] ?? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      const hit = start <= offset + at;
      const stop = Math.min(text.length, (hit ? end : start) - offset);
      marked.push({ text: text.slice(at, stop), style, hit });
      at = stop;
    }
    offset += text.length;
  }
  return marked;
}
