import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cron } from './cron.ts';
import { nextRun } from './next-run.ts';
import { parseCron } from './parse-cron.ts';
import { runsMinuteByMinute } from './testing/model.ts';
import { zonedTime } from './time-zone.ts';

const dayMs = 86_400_000;

function cronOf(text: string): Cron {
  const result = parseCron(text, 'seed');
  if ('fault' in result) throw new Error(`${text}: ${result.fault}`);
  return result.cron;
}

function runs(cron: Cron, zone: string, from: number, to: number): number[] {
  const found: number[] = [];
  for (let at = nextRun(cron, zone, from - 1); at < to; at = nextRun(cron, zone, at)) found.push(at);
  return found;
}

const shown = (text: string, zone: string, after: string, count: number): string[] => {
  const cron = cronOf(text);
  const times: string[] = [];
  for (let at = Date.parse(after); times.length < count; ) {
    at = nextRun(cron, zone, at);
    times.push(zonedTime(zone, at));
  }
  return times;
};

test('a time that the clocks leave out runs at the first minute after the gap, once', () => {
  expect(shown('0,30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', 3)).toEqual([
    '2026-03-29T03:00:00+02:00',
    '2026-03-30T02:00:00+02:00',
    '2026-03-30T02:30:00+02:00',
  ]);
  expect(shown('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T12:00Z', 1)).toEqual([
    '2026-10-04T02:30:00+11:00',
  ]);
});

test('a day that a zone leaves out runs at the beginning of the next', () => {
  expect(shown('30 12 * * *', 'Pacific/Apia', '2011-12-29T23:00Z', 2)).toEqual([
    '2011-12-31T00:00:00+14:00',
    '2011-12-31T12:30:00+14:00',
  ]);
});

test('a time that comes twice runs the first time', () => {
  expect(shown('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00Z', 2)).toEqual([
    '2026-10-25T02:30:00+02:00',
    '2026-10-26T02:30:00+01:00',
  ]);
});

test('a cron for every hour runs in the repeated hour too, and not for the one that is left out', () => {
  expect(shown('30 * * * *', 'America/New_York', '2026-11-01T05:00Z', 3)).toEqual([
    '2026-11-01T01:30:00-04:00',
    '2026-11-01T01:30:00-05:00',
    '2026-11-01T02:30:00-05:00',
  ]);
  expect(shown('30 * * * *', 'America/New_York', '2026-03-08T06:00Z', 2)).toEqual([
    '2026-03-08T01:30:00-05:00',
    '2026-03-08T03:30:00-04:00',
  ]);
});

test.each([
  ['0 0 L * *', 'UTC', ['2026-01-31T00:00:00Z', '2026-02-28T00:00:00Z', '2026-03-31T00:00:00Z']],
  ['0 0 29 2 *', 'UTC', ['2028-02-29T00:00:00Z', '2032-02-29T00:00:00Z', '2036-02-29T00:00:00Z']],
  ['0 6 13 * FRI', 'UTC', ['2026-01-02T06:00:00Z', '2026-01-09T06:00:00Z', '2026-01-13T06:00:00Z']],
  ['0 6 * * SAT-SUN', 'UTC', ['2026-01-03T06:00:00Z', '2026-01-04T06:00:00Z', '2026-01-10T06:00:00Z']],
  [
    '0 9 * * *',
    'Asia/Kolkata',
    ['2026-01-01T09:00:00+05:30', '2026-01-02T09:00:00+05:30', '2026-01-03T09:00:00+05:30'],
  ],
])('%s in %s', (text, zone, expected) => {
  expect(shown(text, zone, '2026-01-01T00:00Z', 3)).toEqual(expected);
});

test('29 February is found over a century that has no leap year', () => {
  expect(shown('0 0 29 2 *', 'UTC', '2096-03-01T00:00Z', 1)).toEqual(['2104-02-29T00:00:00Z']);
});

/** Zones with a change in each direction, of half an hour, at midnight, and without one. */
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Africa/Cairo',
  'America/Havana',
  'America/Santiago',
  'Asia/Beirut',
];

const list = (min: number, max: number) => {
  const value = fc.integer({ min, max });
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const term = fc.oneof(value.map(String), range);
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant('*') },
    fc.array(term, { minLength: 1, maxLength: 3 }).map((terms) => terms.join(',')),
    fc.integer({ min: 1, max: max - min + 1 }).map((step) => `*/${step}`),
    fc.integer({ min: 1, max: max - min + 1 }).map((step) => `H/${Math.min(step, 12)}`),
    fc.constant('H'),
  );
};
const anyCron = fc
  .tuple(list(0, 59), list(0, 23), fc.oneof(list(1, 28), fc.constant('L')), fc.constant('*'), list(0, 6))
  .map((parts) => parts.join(' '));

test('the next runs are those that a look at every minute finds, around each change of the clocks', () => {
  const changes = new Map(zones.map((zone) => [zone, changesOf(zone)]));
  const place = fc.constantFrom(...zones).chain((zone) =>
    fc.record({
      zone: fc.constant(zone),
      text: anyCron,
      from: fc
        .constantFrom(...(changes.get(zone) ?? []))
        .chain((change) =>
          fc.integer({ min: 0, max: 2 * 1_440 }).map((minutes) => change - minutes * 60_000),
        ),
    }),
  );
  fc.assert(
    fc.property(place, ({ zone, text, from }) => {
      const cron = cronOf(text);
      const to = from + 4 * dayMs;
      expect(runs(cron, zone, from, to)).toEqual(runsMinuteByMinute(cron, zone, from, to));
    }),
    { numRuns: 50 },
  );
});

/** Whole hours of 2025 and 2026 at or just before which the clocks are changed; any, where they are not. */
function changesOf(zone: string): number[] {
  const hours = Array.from({ length: 2 * 365 * 24 }, (_, hour) => Date.UTC(2025, 0, 1) + hour * 3_600_000);
  const offset = (at: number) => zonedTime(zone, at).slice(19);
  const found = hours.filter((at) => offset(at) !== offset(at - 3_600_000));
  return found.length > 0 ? found : [Date.UTC(2026, 1, 28)];
}
