import type { Scope } from './stop.ts';

/** A silence is found this much later than it should be, at most, as a part of the limit. */
const precision = 0.1;
const shortestLookMs = 10;
const longestLookMs = 5_000;

/**
 * Stops the scope when the output of its command has not grown for `ms`. It looks now and then how large the output
 * is, so that a command that prints much does not pay for it. Returns the closer.
 */
export function watchSilence(scope: Scope, output: { readonly bytes: number }, ms: number): () => void {
  const everyMs = Math.min(longestLookMs, Math.max(shortestLookMs, ms * precision));
  let bytes = output.bytes;
  let grownAt = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    if (output.bytes !== bytes) {
      bytes = output.bytes;
      grownAt = now;
    } else if (now - grownAt >= ms) scope.stop({ kind: 'timeout', limit: 'silence', ms });
  }, everyMs);
  return () => clearInterval(timer);
}
