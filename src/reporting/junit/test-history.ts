import type { BuildSummary } from '../../state/build.ts';
import type { State } from '../../state/index.ts';
import type { Storage } from '../../storage/index.ts';
import { type TestCase, type TestResults, testResultsFile } from './results.ts';

/** One test over the last builds of a job. */
export interface TestHistory {
  readonly suite: string;
  readonly name: string;
  /** In builds that have it, newest first. */
  readonly runs: {
    readonly number: number;
    readonly status: TestCase['status'];
    readonly durationMs: number;
    readonly message?: string;
  }[];
  readonly failed: number;
  /** It was flaky in one of the builds, or its results go back and forth. */
  readonly flaky: boolean;
  /** The build from which on it has failed in each; null when its last run did not. */
  readonly failingSince: number | null;
}

export interface HistoryQuery {
  /** Newest builds that are looked at. */
  readonly builds: number;
  /** One test; null: those that did not just pass each time. */
  readonly test: { readonly suite: string; readonly name: string } | null;
  /** Tests. */
  readonly limit: number;
}

/** As much as 50,000 tests need. */
const mostBytes = 64 * 1024 * 1024;
const mostTests = 50_000;
const messageCharacters = 500;

/** Reads the results of one build after another, so that it holds no more than one and the runs. */
export async function testHistory(
  { state, storage }: { readonly state: State; readonly storage: Storage },
  job: string,
  { builds, test, limit }: HistoryQuery,
): Promise<{ builds: number[]; tests: TestHistory[]; truncated: boolean }> {
  const page = await state.builds.page(job, { limit: builds });
  const rows = (JSON.parse(page.json) as BuildSummary[]).filter((build) => build.tests !== undefined);
  const found = new Map<string, { suite: string; name: string; runs: TestHistory['runs'] }>();
  for (const build of rows) {
    for (const one of await casesOf(storage, build)) {
      if (test !== null && (one.suite !== test.suite || one.name !== test.name)) continue;
      const key = `${one.suite}\n${one.name}`;
      const known = found.get(key);
      const { status, durationMs, message } = one;
      const run = { number: build.number, status, durationMs };
      const told = message === undefined ? run : { ...run, message: message.slice(0, messageCharacters) };
      if (known !== undefined) known.runs.push(told);
      else if (found.size < mostTests) found.set(key, { suite: one.suite, name: one.name, runs: [told] });
    }
  }
  const tests = [...found.values()]
    .filter(
      ({ runs }) => test !== null || runs.some(({ status }) => status === 'failed' || status === 'flaky'),
    )
    .map(judged)
    .sort((a, b) => b.failed - a.failed || Number(b.flaky) - Number(a.flaky));
  return {
    builds: rows.map(({ number }) => number),
    tests: tests.slice(0, limit),
    truncated: tests.length > limit,
  };
}

function judged({ suite, name, runs }: Pick<TestHistory, 'suite' | 'name' | 'runs'>): TestHistory {
  const verdicts = runs.map(({ status }) => status).filter((status) => status !== 'skipped');
  let turns = 0;
  for (let index = 1; index < verdicts.length; index += 1)
    if ((verdicts[index] === 'failed') !== (verdicts[index - 1] === 'failed')) turns += 1;
  const firstGood = runs.findIndex(({ status }) => status !== 'failed');
  const failing = firstGood === -1 ? runs : runs.slice(0, firstGood);
  return {
    suite,
    name,
    runs,
    failed: verdicts.filter((status) => status === 'failed').length,
    // Broken and mended is one turn there and one back; only a third says that it comes and goes.
    flaky: verdicts.includes('flaky') || turns > 2,
    failingSince: failing.at(-1)?.number ?? null,
  };
}

/** None where the file is gone or is not what Drover has written. */
async function casesOf(storage: Storage, build: BuildSummary): Promise<readonly TestCase[]> {
  try {
    const text = await storage.readText(storage.buildFolder(build), testResultsFile, mostBytes);
    return text === null ? [] : (JSON.parse(text) as TestResults).cases;
  } catch {
    return [];
  }
}
