/** `ms` give or take a fifth, so that many processes started together do not act together. */
export function jitter(ms: number): number {
  return ms * (0.8 + Math.random() * 0.4);
}
