/**
 * Collects what it is given and hands it on together, `ms` after the first of it. For notes that nobody waits for: what
 * a process that ends has not handed on is lost.
 */
export function gather<T>(ms: number, handOn: (items: T[]) => void): (item: T) => void {
  let waiting: T[] = [];
  return (item) => {
    waiting.push(item);
    if (waiting.length > 1) return;
    setTimeout(() => {
      const items = waiting;
      waiting = [];
      handOn(items);
    }, ms).unref();
  };
}
