const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** For people, two figures at most: `25 ms`, `4.2 s`, `48 s`, `3 m 12 s`, `2 h 5 m`, `3 d 4 h`. */
export function humanDuration(ms: number): string {
  const whole = Math.round(Math.max(0, ms));
  if (whole < second) return `${whole} ms`;
  // Each limit is where the next kind's rounding begins, so that nothing shows as `10.0 s` or `60 s`.
  if (whole < 9_950) return `${(whole / second).toFixed(1)} s`;
  if (whole < minute - second / 2) return `${Math.round(whole / second)} s`;
  if (whole < hour - second / 2) return parts(Math.round(whole / second), 60, 'm', 's');
  if (whole < day - minute / 2) return parts(Math.round(whole / minute), 60, 'h', 'm');
  return parts(Math.round(whole / hour), 24, 'd', 'h');
}

function parts(amount: number, size: number, large: string, small: string): string {
  const rest = amount % size;
  const whole = Math.floor(amount / size);
  return rest === 0 ? `${whole} ${large}` : `${whole} ${large} ${rest} ${small}`;
}
