import type { Reporter, TestCase } from 'vitest/node';

/** Of each failed try so many lines are shown. */
const shownLines = 30;

/** A reporter that names at the end the tests that passed only when they were tried again, and why they had failed. */
export default class ReportRetried implements Reporter {
  readonly #retried: string[] = [];

  onTestCaseResult(test: TestCase): void {
    const { retryCount = 0 } = test.diagnostic() ?? {};
    if (!test.ok() || retryCount === 0) return;
    const reasons = (test.result().errors ?? []).map(({ message }) =>
      message.split('\n', shownLines).join('\n  '),
    );
    this.#retried.push([`${test.module.relativeModuleId} > ${test.fullName}`, ...reasons].join('\n  '));
  }

  onTestRunEnd(): void {
    for (const name of this.#retried) console.log(`passed only when it was tried again: ${name}`);
  }
}
