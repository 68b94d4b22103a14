import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { repeat } from '../../lib/repeat.ts';
import type { State } from '../../state/index.ts';
import { addCounts, Changes, countRow } from './count-row.ts';
import { takeIn } from './turns.ts';

const everyMs = 1_000;
const lockMs = 10_000;
const rowsAtOnce = 100;
const lock = 'tally';

/** Counts the builds that have ended. Runs on every server, and one at a time counts. */
export function startTallier(state: State, log: Logger): () => Promise<void> {
  const token = randomUUID();
  const stop = repeat(
    everyMs,
    async () => {
      while (await state.locks.hold(lock, token, lockMs)) if ((await tallyOnce(state)) === 0) break;
    },
    (err) => log.warn({ err }, 'builds not counted; trying again'),
  );
  return async () => {
    await stop();
    await state.locks.release(lock, token).catch(() => {});
  };
}

/** Counts the builds that have waited longest; resolves to how many. */
export async function tallyOnce({ tallies }: State): Promise<number> {
  const rows = await tallies.read(rowsAtOnce);
  if (rows.length === 0) return 0;
  const changes = new Changes();
  const health = await tallies.health([...new Set(rows.map(({ row }) => row.job))]);
  const turns = rows.flatMap(({ row }) => {
    countRow(changes, row);
    return takeIn(health, row) ?? [];
  });
  const changed = changes.list();
  const before = await tallies.current(changed.map(({ subject }) => subject));
  const after = changed.map(({ subject, counts }, index) => ({
    ...subject,
    counts: addCounts(before[index] ?? {}, counts),
  }));
  return (await tallies.apply(rows, after, health, turns)) ? rows.length : 0;
}
