import { expect, test } from 'vitest';
import { type SchedulePlan, schedulesOf } from '../definition/index.ts';
import { dueRun } from './due-time.ts';

const at = (text: string): number => Date.parse(`2026-11-24T${text}:00Z`);
const hourly = (catchUp: SchedulePlan['catchUp']): SchedulePlan => {
  const [plan] = schedulesOf({ schedules: [{ cron: '0 * * * *', catchUp }], stages: [] }, 'seed');
  if (plan === undefined) throw new Error('no plan');
  return plan;
};

test.each(['none', 'last', 'all'] as const)(
  'a time that has just come is due, with catchUp %s',
  (catchUp) => {
    expect(dueRun(hourly(catchUp), at('10:00'), at('10:00') + 900)).toEqual({
      at: at('10:00'),
      next: at('11:00'),
    });
    expect(dueRun(hourly(catchUp), at('10:00'), at('10:01')).at).toBe(at('10:00'));
  },
);

test('none: what was missed is passed over', () => {
  expect(dueRun(hourly('none'), at('10:00'), at('13:30'))).toEqual({ at: null, next: at('14:00') });
});

test('last: of what was missed the last one is made up for', () => {
  expect(dueRun(hourly('last'), at('10:00'), at('13:30'))).toEqual({ at: at('13:00'), next: at('14:00') });
});

test('all: one after the other is made up for', () => {
  expect(dueRun(hourly('all'), at('10:00'), at('13:30'))).toEqual({ at: at('10:00'), next: at('11:00') });
  expect(dueRun(hourly('all'), at('13:00'), at('13:30'))).toEqual({ at: at('13:00'), next: at('14:00') });
});

test('what was missed more than a day ago is not made up for', () => {
  const dayLater = at('13:30') + 48 * 3_600_000;
  expect(dueRun(hourly('all'), at('10:00'), dayLater).at).toBe(dayLater - 24 * 3_600_000 + 30 * 60_000);
  const [rare] = schedulesOf({ schedules: [{ cron: '0 10 1 * *', catchUp: 'last' }], stages: [] }, '');
  const first = Date.parse('2026-11-01T10:00:00Z');
  expect(dueRun(rare as SchedulePlan, first, at('13:30'))).toEqual({
    at: null,
    next: Date.parse('2026-12-01T10:00:00Z'),
  });
});
