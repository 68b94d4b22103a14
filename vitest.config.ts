import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/**
 * Tests of real processes, browsers and servers share two cores with their neighbours in continuous integration, and one
 * among thousands can run out of time there. It is tried once more, and named at the end of the report.
 */
const retry = process.env['CI'] === undefined ? 0 : 1;

export default defineConfig({
  test: {
    reporters: ['default', './test/helpers/report-retried.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          retry,
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'web',
          include: ['web/src/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
          css: { modules: { classNameStrategy: 'non-scoped' } },
          testTimeout: 30_000,
          retry,
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          retry,
        },
      },
    ],
    // More than the cores of a small machine: tests of whole systems mostly wait. A build of Drover by Drover is one of them.
    maxWorkers: process.env['CI_SYSTEM'] === 'drover' ? 2 : 3,
  },
});
