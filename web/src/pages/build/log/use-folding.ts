import { useCallback, useMemo, useState } from 'react';
import type { LogOutline } from '../../../../../src/server/log-schemas.ts';
import { Folds } from '../../../log/folds.ts';
import { type PlacedGroup, placeGroups } from '../../../log/groups.ts';

export interface Folding {
  readonly groups: readonly PlacedGroup[];
  /** Which lines are shown as which rows. */
  readonly folds: Folds;
  /** Folds the group of that line, or unfolds it. */
  readonly fold: (line: number) => void;
}

/** `wanted`: lines from 1 that are to be in sight; null where there is none. */
export function useFolding(
  outline: LogOutline | undefined,
  total: number,
  live: boolean,
  [error, found, asked]: readonly [number | null, number | null, number | null],
): Folding {
  const [choices, setChoices] = useState<ReadonlyMap<number, boolean>>(new Map());
  const groups = useMemo(() => {
    const shown = [error, found, asked].filter((line) => line !== null);
    return placeGroups(outline?.groups ?? [], total, live, { choices, shown });
  }, [outline, total, live, choices, error, found, asked]);
  const folds = useMemo(
    () =>
      new Folds(
        total,
        groups.filter(({ folded }) => folded),
      ),
    [total, groups],
  );
  const fold = useCallback(
    (line: number) => {
      const folded = groups.find((group) => group.line === line)?.folded ?? false;
      setChoices((before) => new Map(before).set(line, !folded));
    },
    [groups],
  );
  return { groups, folds, fold };
}
