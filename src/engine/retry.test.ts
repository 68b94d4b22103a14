import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryDelay } from './retry.ts';

test('each delay grows by the factor up to the longest, give or take a fifth', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60_000 }),
      fc.integer({ min: 1, max: 10 }),
      fc.option(fc.integer({ min: 1, max: 600_000 })),
      fc.integer({ min: 1, max: 10 }),
      (delayMs, factor, maxDelayMs, attempts) => {
        const plain = Math.min(delayMs * factor ** (attempts - 1), maxDelayMs ?? Number.MAX_SAFE_INTEGER);
        const delay = retryDelay({ delayMs, factor, maxDelayMs }, attempts);
        expect(delay / plain).toBeGreaterThanOrEqual(0.79);
        expect(delay / plain).toBeLessThanOrEqual(1.21);
      },
    ),
  );
});
