import type { Reporter, TestCase } from 'vitest/node';

/** A reporter that names at the end the tests that passed only when they were tried again. */
export default class ReportRetried implements Reporter {
  readonly #retried: string[] = [];

  onTestCaseResult(test: TestCase): void {
    const { retryCount = 0 } = test.diagnostic() ?? {};
    if (test.ok() && retryCount > 0) this.#retried.push(`${test.module.relativeModuleId} > ${test.fullName}`);
  }

  onTestRunEnd(): void {
    for (const name of this.#retried) console.log(`passed only when it was tried again: ${name}`);
  }
}
