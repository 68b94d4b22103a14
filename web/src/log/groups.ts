/** A group as the server found it. Lines from 1; `end` is null while it goes on. */
export interface LogGroup {
  readonly title: string;
  readonly line: number;
  readonly end: number | null;
  readonly folded: boolean;
}

/** A group in a log of a known length. */
export interface PlacedGroup {
  readonly title: string;
  readonly line: number;
  readonly end: number;
  readonly folded: boolean;
}

interface Reader {
  /** What the reader has folded and unfolded, by the line of the title. */
  readonly choices: ReadonlyMap<number, boolean>;
  /** Lines that must be in sight unless the reader has folded them away. */
  readonly shown: readonly number[];
}

/** Which groups are folded: as the output says, but for what has to be seen, and as the reader says over all. */
export function placeGroups(
  groups: readonly LogGroup[],
  total: number,
  live: boolean,
  { choices, shown }: Reader,
): PlacedGroup[] {
  return groups
    .filter(({ line }) => line <= total)
    .map(({ title, line, end, folded }) => {
      const last = end ?? total;
      const goesOn = live && end === null;
      const isWanted = goesOn || shown.some((one) => one > line && one <= last);
      return { title, line, end: last, folded: choices.get(line) ?? (folded && !isWanted) };
    });
}

/** The group that a line belongs to, its title included. */
export function groupAt(groups: readonly PlacedGroup[], line: number): PlacedGroup | null {
  let low = 0;
  let high = groups.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((groups[middle]?.line ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  const group = groups[low - 1];
  return group !== undefined && line <= group.end ? group : null;
}
