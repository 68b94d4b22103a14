const longest = 64;

/** The entry of `known` that a person most likely meant by `word`, or null when none is near. */
export function nearest(word: string, known: Iterable<string>): string | null {
  if (word.length > longest) return null;
  const wanted = plain(word);
  let best: string | null = null;
  let smallest = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    if (candidate.length > longest) continue;
    const distance = editDistance(wanted, plain(candidate));
    if (distance < smallest) [best, smallest] = [candidate, distance];
  }
  return best;
}

/** Case, `-` and `_` are what people mix up first, so they count for nothing. */
const plain = (word: string): string => word.toLowerCase().replace(/[-_ ]/g, '');

/** Insertions, deletions, replacements and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? beforeLast[j - 2]! + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost, swap));
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}
