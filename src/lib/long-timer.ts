/** `setTimeout` fires at once for anything above this, which is about 25 days. */
const LONGEST = 2 ** 31 - 1;

/** Calls `task` once after `ms`, however long that is, on the monotonic clock. Returns a function that calls it off. */
export function longTimer(ms: number, task: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (left: number) => {
    timer = setTimeout(() => (left > LONGEST ? wait(left - LONGEST) : task()), Math.min(left, LONGEST));
  };
  wait(ms);
  return () => clearTimeout(timer);
}
