import { expect, test } from 'vitest';
import type { LogSearchResult } from '../../../src/server/log-schemas.ts';
import { type FoundSoFar, searchWhole } from './search-whole.ts';

const never = new AbortController().signal;
const found = (...lines: number[]) => lines.map((line) => ({ line, ranges: [] }));
const whole = (lines: number, ...hits: number[]): LogSearchResult => ({
  found: found(...hits),
  next: null,
  lines,
  searched: 100,
  size: 100,
});

/** Gives one answer after the other, and notes after which line each was asked for. */
function server(answers: readonly LogSearchResult[]) {
  const asked: number[] = [];
  return {
    asked,
    ask: async (after: number): Promise<LogSearchResult> => {
      asked.push(after);
      await Promise.resolve();
      return answers[asked.length - 1] ?? whole(0);
    },
    get left(): number {
      return answers.length - asked.length;
    },
  };
}

async function all(search: AsyncGenerator<FoundSoFar>): Promise<FoundSoFar[]> {
  const told: FoundSoFar[] = [];
  for await (const so of search) told.push(so);
  return told;
}

test('a finished log is searched once, answer by answer', async () => {
  const { ask, asked } = server([
    { found: found(3, 9), next: 9, lines: 9, searched: 50, size: 100 },
    whole(20, 12),
  ]);
  expect(await all(searchWhole(ask, 100, () => false, never))).toEqual([
    { lines: [3, 9], part: 0.5, more: false },
    { lines: [3, 9, 12], part: 1, more: false },
  ]);
  expect(asked).toEqual([0, 9]);
});

test('what is printed later is found too, a line that was not ended only once, and what came last', async () => {
  const log = server([whole(9, 10), whole(9, 10), whole(11, 10, 11), whole(12, 12)]);
  const told = await all(searchWhole(log.ask, 100, () => log.left > 1, never, 1));
  expect(told.map(({ lines }) => lines)).toEqual([[10], [10, 11], [10, 11, 12]]);
  expect(log.asked).toEqual([0, 9, 9, 11]);
});

test('nothing more is asked for when there are as many as are wanted, nor when it is given up', async () => {
  const many = server([{ found: found(1, 2), next: 2, lines: 2, searched: 10, size: 100 }]);
  expect((await all(searchWhole(many.ask, 2, () => true, never))).at(-1)?.more).toBe(true);
  const gone = new AbortController();
  const live = server([whole(5)]);
  const search = all(searchWhole(live.ask, 2, () => true, gone.signal, 60_000));
  setTimeout(() => gone.abort(), 5);
  await expect(search).rejects.toThrow();
  expect(live.asked).toEqual([0]);
});
