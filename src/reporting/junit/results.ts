import type { TestSummary } from '../../state/build.ts';
import { failurePlace } from './failure-place.ts';

/** One test of a build, as `test-results.json` has it. */
export interface TestCase {
  readonly suite: string;
  readonly name: string;
  /** `flaky`: it passed, but not in its first run. */
  readonly status: 'passed' | 'flaky' | 'failed' | 'skipped';
  readonly durationMs: number;
  /** Of one that failed or was skipped: in short, and at length. */
  readonly message?: string;
  readonly details?: string;
  /** Where the test lies, when its file says so; the line counts from 1. */
  readonly file?: string;
  readonly line?: number;
}

/** The file `test-results.json` of a build. */
export interface TestResults {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly durationMs: number;
  /** Report files that were read. */
  readonly files: number;
  readonly cases: readonly TestCase[];
}

export const testResultsFile = 'test-results.json';

const mostFailures = 50;
const mostFlaky = 50;
const mostSlow = 10;
const messageCharacters = 500;

export function resultsOf(cases: readonly TestCase[], files: number): TestResults {
  const count = (...statuses: readonly TestCase['status'][]): number =>
    cases.filter(({ status }) => statuses.includes(status)).length;
  return {
    total: cases.length,
    passed: count('passed', 'flaky'),
    failed: count('failed'),
    skipped: count('skipped'),
    durationMs: cases.reduce((sum, { durationMs }) => sum + durationMs, 0),
    files,
    cases,
  };
}

/** What of it goes into the build's document. `workspace` is the name of the folder that the build ran in. */
export function summaryOf({ cases, files: _files, ...totals }: TestResults, workspace: string): TestSummary {
  const nameOf = ({ suite, name }: TestCase) => ({ suite, name });
  const failures = cases.filter(({ status }) => status === 'failed').slice(0, mostFailures);
  const slowest = cases.filter(({ durationMs }) => durationMs > 0);
  slowest.sort((a, b) => b.durationMs - a.durationMs);
  return {
    ...totals,
    failures: failures.map((test) => ({
      ...nameOf(test),
      message: (test.message ?? test.details ?? '').slice(0, messageCharacters),
      ...failurePlace(test, workspace),
    })),
    flaky: cases
      .filter(({ status }) => status === 'flaky')
      .slice(0, mostFlaky)
      .map(nameOf),
    slowest: slowest.slice(0, mostSlow).map((test) => ({ ...nameOf(test), durationMs: test.durationMs })),
  };
}
