import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import type { BuildMessage } from '../../../src/live/messages.ts';
import { applyBuilds } from './apply-builds.ts';
import { historyPage, keys } from './queries.ts';
import type { BuildSummary } from './routes.ts';

const news = (number: number): BuildMessage =>
  ({ type: 'build', id: String(number), job: 'api', number, status: 'success', worker: 'w' }) as BuildMessage;

const numbers = (builds: readonly BuildSummary[]) => builds.map(({ number }) => number);

test('lists of a page that is left open stay short, and go on where they were cut', () => {
  const cache = new QueryClient();
  cache.setQueryData(keys.history('api'), { pages: [{ builds: [], next: null }], pageParams: [null] });
  cache.setQueryData(keys.buildsOf('w'), []);
  for (let number = 1; number <= 1_000; number += 1) applyBuilds(cache, [news(number)]);

  const history = cache.getQueryData<{ pages: { builds: BuildSummary[]; next: number | null }[] }>(
    keys.history('api'),
  );
  const [page] = history?.pages ?? [];
  const shown = numbers(page?.builds ?? []);
  expect(shown.length).toBeGreaterThanOrEqual(historyPage);
  expect(shown.length).toBeLessThanOrEqual(200);
  expect(shown).toEqual(Array.from(shown, (_, at) => 1_000 - at));
  expect(page?.next).toBe(shown.at(-1));
  expect(numbers(cache.getQueryData(keys.buildsOf('w')) ?? [])).toEqual(
    Array.from({ length: 100 }, (_, at) => 1_000 - at),
  );
  cache.clear();
});
