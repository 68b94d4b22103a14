import { matchesWildcard } from './wildcard.ts';

/**
 * Patterns of files below a folder: `*` and `?` within a name, `**` for any number of folders, `{a,b}`
 * for alternatives. A pattern that ends in a plain name or in `/` takes a folder of that name whole.
 *
 * Matched name by name while a folder is walked, so that folders in which nothing can match are never
 * entered. A pattern's state is the set of positions that the names so far may have led to.
 */
export interface Glob {
  readonly pattern: string;
  readonly alternatives: readonly (readonly string[])[];
}

/** For each alternative, the positions reached. */
export type GlobState = readonly (readonly number[])[];

/** A search through everything does not mean these; `node_modules/x/*.js` and `dist/**` do. */
const passedOver: ReadonlySet<string> = new Set(['.git', 'node_modules']);

const MAX_ALTERNATIVES = 256;

export function compileGlob(pattern: string): Glob {
  return { pattern, alternatives: expandBraces(pattern).map(toSegments) };
}

export const startOf = (glob: Glob): GlobState =>
  glob.alternatives.map((segments) => withSkippedStars(segments, [0]));

/** The state after a folder or file of that name. */
export function advance(glob: Glob, state: GlobState, name: string): GlobState {
  return glob.alternatives.map((segments, at) => {
    const reached = (state[at] ?? []).flatMap((position) => step(segments, position, name));
    return withSkippedStars(segments, reached);
  });
}

/** Nothing that follows can match. */
export const isDead = (state: GlobState): boolean => state.every((positions) => positions.length === 0);

/** What the names so far spell is matched. */
export const isMatch = (glob: Glob, state: GlobState): boolean =>
  state.some((positions, at) => positions.includes(glob.alternatives[at]?.length ?? -1));

function step(segments: readonly string[], position: number, name: string): number[] {
  const segment = segments[position];
  if (segment === undefined) return [];
  if (passedOver.has(name) && isWild(segment) && isWild(segments[0] ?? '')) return [];
  if (segment === '**') return [position];
  return matchesWildcard(segment, name) ? [position + 1] : [];
}

/** `**` may also stand for nothing. */
function withSkippedStars(segments: readonly string[], positions: readonly number[]): number[] {
  const all = new Set<number>();
  for (let position of positions) {
    all.add(position);
    for (; segments[position] === '**'; position += 1) all.add(position + 1);
  }
  return [...all];
}

const isWild = (segment: string): boolean => segment.includes('*') || segment.includes('?');

function toSegments(pattern: string): string[] {
  const segments = pattern.split('/').filter((segment) => segment !== '' && segment !== '.');
  const last = segments.at(-1);
  return last !== undefined && (pattern.endsWith('/') || !isWild(last)) ? [...segments, '**'] : segments;
}

/** `a{b,c}` → `ab`, `ac`. A brace without its partner or without a comma stands for itself. */
function expandBraces(pattern: string): string[] {
  const done: string[] = [];
  const open = [pattern];
  for (let text = open.pop(); text !== undefined; text = open.pop()) {
    const group = /\{([^{}]*,[^{}]*)\}/.exec(text);
    if (group === null || done.length + open.length >= MAX_ALTERNATIVES) done.push(text);
    else {
      const before = text.slice(0, group.index);
      const after = text.slice(group.index + group[0].length);
      open.push(...(group[1] ?? '').split(',').map((choice) => before + choice + after));
    }
  }
  return done;
}
