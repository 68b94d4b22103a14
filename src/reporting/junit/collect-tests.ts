import type { Storage } from '../../storage/index.ts';
import { type ParsedReport, parseJunit } from './parse-junit.ts';
import { resultsOf, type TestCase, type TestResults } from './results.ts';

/** What a build may hand in. */
export const junitLimits = {
  files: 1_000,
  fileBytes: 10 * 1024 * 1024,
  allBytes: 50 * 1024 * 1024,
  cases: 50_000,
} as const;

const mostNotes = 20;

export interface CollectedTests {
  /** null when no file matched. */
  readonly results: TestResults | null;
  /** Files that could not be read and what was left out, a sentence each. */
  readonly notes: string[];
}

/**
 * Reads the JUnit files of a workspace that match. Whatever is in them, it ends in results and notes: a broken report
 * is no reason to fail a build. `mask` hides what must not be shown.
 */
export async function collectTests(
  storage: Pick<Storage, 'matchingFiles' | 'readText'>,
  workspace: string,
  globs: readonly string[],
  mask: (text: string) => string,
): Promise<CollectedTests> {
  const { paths, notes } = await storage.matchingFiles({
    workspace,
    globs,
    limit: junitLimits.files,
    what: 'test reports',
    shown: mask,
  });
  const add = (note: string) => notes.push(mask(note));
  const cases: TestCase[] = [];
  let bytes = 0;
  let files = 0;
  for (const path of paths.toSorted()) {
    const text = await storage.readText(workspace, path, junitLimits.fileBytes);
    if (text === null) {
      add(`The test report "${path}" was left out: it cannot be read, or is larger than 10 MiB.`);
      continue;
    }
    bytes += text.length;
    if (bytes > junitLimits.allBytes) {
      notes.push(
        `The test reports are larger than 50 MiB together: "${path}" and those after it were left out.`,
      );
      break;
    }
    const report = parseJunit(mask(text), junitLimits.cases - cases.length);
    if ('fault' in report) {
      add(faultNote(path, report));
      continue;
    }
    files += 1;
    for (const one of report.cases) cases.push(one);
    if (report.truncated) {
      add(`There are more than ${junitLimits.cases} tests: those after "${path}" were left out.`);
      break;
    }
    // Other builds of this worker go on between two files.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const more = notes.length - mostNotes;
  const told = more > 0 ? [...notes.slice(0, mostNotes), `And ${more} more of the kind.`] : notes;
  return { results: files === 0 ? null : resultsOf(cases, files), notes: told };
}

function faultNote(path: string, { fault, line, column }: Extract<ParsedReport, { fault: string }>): string {
  const place = line === undefined ? '' : `:${line}${column === undefined ? '' : `:${column}`}`;
  return `The test report ${path}${place} is no JUnit XML: ${fault.replace(/\.$/, '')}.`;
}
