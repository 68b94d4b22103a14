import { repositoryPath, type SourcePlace, sourcePlaceIn } from '../../log/source-place.ts';
import type { TestCase } from './results.ts';

/** Of a stack that is longer the innermost calls alone are looked at. */
const linesLookedAt = 100;

/**
 * Where a test failed, as far as its report tells: the line of the test's own file that the stack names, else the first
 * one in the repository, else the line that the test begins at. `workspace` is the name of the build's folder.
 */
export function failurePlace(
  { file, line, message = '', details = '' }: TestCase,
  workspace: string,
): SourcePlace | null {
  const own = file === undefined ? null : repositoryPath(file, workspace);
  const places = `${message}\n${details}`
    .split('\n', linesLookedAt)
    .flatMap((text) => sourcePlaceIn(text, workspace) ?? []);
  const inOwn = places.find(({ path }) => path === own);
  if (inOwn !== undefined) return inOwn;
  if (own !== null) return { path: own, line: line ?? 1 };
  return places[0] ?? null;
}
