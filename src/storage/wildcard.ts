/**
 * Whether `name` fits `pattern`, in which `*` stands for any characters and `?` for one. On a mismatch
 * only the last star takes one more, so the time is bounded by the product of the lengths, whatever a
 * pattern looks like; a regular expression has no such bound.
 */
export function matchesWildcard(pattern: string, name: string): boolean {
  const wanted = Array.from(pattern);
  const given = Array.from(name);
  let at = 0;
  let star = -1;
  let starTook = 0;
  for (let next = 0; next < given.length; ) {
    const character = wanted[at];
    if (character === '*') {
      star = at;
      starTook = next;
      at += 1;
    } else if (character === '?' || character === given[next]) {
      at += 1;
      next += 1;
    } else if (star !== -1) {
      starTook += 1;
      next = starTook;
      at = star + 1;
    } else return false;
  }
  return wanted.slice(at).every((character) => character === '*');
}
