import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/**
 * Tests of real processes, browsers and servers share two cores with their neighbours in continuous integration, and one
 * among thousands can run out of time there. It is tried once more, and named at the end of the report.
 */
const retry = process.env['CI'] === undefined ? 0 : 1;

/** Limits for what hangs: nothing else comes near to them, however busy the machine is. */
const patient = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 40_000 } }, retry };

export default defineConfig({
  test: {
    reporters: ['default', './test/helpers/report-retried.ts'],
    projects: [
      { test: { ...patient, name: 'unit', include: ['src/**/*.test.ts'] } },
      {
        plugins: [react()],
        test: {
          ...patient,
          name: 'web',
          include: ['web/src/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
          css: { modules: { classNameStrategy: 'non-scoped' } },
        },
      },
      {
        test: {
          ...patient,
          name: 'system',
          include: ['test/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
    ],
    // More than the cores of a small machine: tests of whole systems mostly wait. A build of Drover by Drover is one of them.
    maxWorkers: process.env['CI_SYSTEM'] === 'drover' ? 2 : 3,
  },
});
