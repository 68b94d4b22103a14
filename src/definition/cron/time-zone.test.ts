import { expect, test } from 'vitest';
import { timeZoneFault, zonedTime } from './time-zone.ts';

test.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'Australia/Lord_Howe'])(
  '%s is a time zone',
  (zone) => expect(timeZoneFault(zone)).toBeNull(),
);

test.each([
  ['Berlin', 'there is no such time zone: did you mean `Europe/Berlin`?'],
  ['New York', 'there is no such time zone: did you mean `America/New_York`?'],
  ['Europe/Berln', 'there is no such time zone: did you mean `Europe/Berlin`?'],
  ['+02:00', 'there is no such time zone: write one as `Europe/Berlin` or `UTC`'],
])('%s is none: %s', (zone, fault) => expect(timeZoneFault(zone)).toBe(fault));

test('a moment is written with the offset that counts then', () => {
  const summer = Date.UTC(2026, 6, 1, 12);
  expect(zonedTime('UTC', summer)).toBe('2026-07-01T12:00:00Z');
  expect(zonedTime('Europe/Berlin', summer)).toBe('2026-07-01T14:00:00+02:00');
  expect(zonedTime('America/St_Johns', summer)).toBe('2026-07-01T09:30:00-02:30');
  expect(zonedTime('Europe/Berlin', Date.UTC(2026, 11, 31, 23, 30))).toBe('2027-01-01T00:30:00+01:00');
});
