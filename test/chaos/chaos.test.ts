import { expect, test } from 'vitest';
import { runChaos } from './run-chaos.ts';

/** The short form: always the same seed. `npm run test:chaos -- --minutes 30` is the long one. */
const seed = 20_261_124;

test('whatever breaks, no build is lost, doubled or stuck', { timeout: 400_000 }, async () => {
  const report = await runChaos({ seed, seconds: 45, patient: false, say: () => {} });
  expect(report.violations, `seed ${seed}\n${report.timeline.join('\n')}`).toEqual([]);
  expect(report.counts['success'] ?? 0).toBeGreaterThan(20);
});
