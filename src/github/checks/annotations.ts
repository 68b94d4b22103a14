import { gradeError } from '../../log/error-line.ts';
import { sourcePlaceIn } from '../../log/source-place.ts';
import type { BuildDocument } from '../../state/build.ts';
import { type Annotation, mostAnnotations } from '../api/check-run.ts';

const longestMessage = 2_000;

/**
 * What GitHub shows beside the lines of a change: tests that failed, then errors among `lines`, the last ones of the command
 * that failed. One for each line of a file, as many as one call takes; what names no file is in the summary alone.
 */
export function annotationsOf(build: BuildDocument, lines: readonly string[]): Annotation[] {
  const workspace = build.resumes?.folder ?? `${build.job}_${build.number}`;
  const all = [...testFailures(build), ...errors(lines, workspace)];
  const byPlace = new Map<string, Annotation>();
  for (const one of all) {
    const place = `${one.path}:${one.line}`;
    if (!byPlace.has(place)) byPlace.set(place, one);
  }
  return [...byPlace.values()].slice(0, mostAnnotations);
}

function testFailures({ tests }: BuildDocument): Annotation[] {
  return (tests?.failures ?? []).flatMap(({ suite, name, message, path, line }) => {
    if (path === undefined || line === undefined) return [];
    const title = [suite, name].filter(Boolean).join(' › ');
    return [{ path, line, level: 'failure', title, message: message.trim() || 'failed' }];
  });
}

function errors(lines: readonly string[], workspace: string): Annotation[] {
  return lines.flatMap((text) => {
    const place = gradeError(text) === null ? null : sourcePlaceIn(text, workspace);
    return place === null
      ? []
      : [{ ...place, level: 'failure', message: text.trim().slice(0, longestMessage) }];
  });
}
