import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isHashed, parseCron } from './parse-cron.ts';

const read = (text: string, seed = 'seed') => {
  const result = parseCron(text, seed);
  if ('fault' in result) throw new Error(result.fault);
  return result.cron;
};
const faultOf = (text: string) => {
  const result = parseCron(text, 'seed');
  return 'fault' in result ? result.fault : null;
};

test.each([
  ['0 4 * * *', [0], [4]],
  ['*/15 9-17/4 * * *', [0, 15, 30, 45], [9, 13, 17]],
  ['5,1-3,2 0 * * *', [1, 2, 3, 5], [0]],
])('%s has these minutes and hours', (text, minutes, hours) => {
  expect(read(text)).toMatchObject({ minutes, hours });
});

test('names count in every case, and Sunday is 0, 7 and the end of a week', () => {
  expect(read('0 0 * jan,Dec *').months).toEqual(new Set([1, 12]));
  expect(read('0 0 * * 5-7').daysOfWeek).toEqual(new Set([5, 6, 0]));
  expect(read('0 0 * * FRI-SUN').daysOfWeek).toEqual(new Set([5, 6, 0]));
  expect(read('0 0 * * SUN-TUE').daysOfWeek).toEqual(new Set([0, 1, 2]));
});

test('L is the last day of the month, also beside others', () => {
  expect(read('0 0 15,L * *')).toMatchObject({ lastDay: true, daysOfMonth: new Set([15]) });
});

test.each([
  ['@hourly', 'H * * * *'],
  ['@daily', 'H H * * *'],
  ['@midnight', 'H H(0-2) * * *'],
  ['@weekly', 'H H * * H'],
  ['@monthly', 'H H H * *'],
  ['@Yearly', 'H H H H *'],
])('%s is %s', (alias, text) => {
  expect(read(alias)).toEqual(read(text));
  expect(isHashed(alias)).toBe(true);
});

test('H stays the same for a seed, and is spread over seeds', () => {
  const minutes = Array.from({ length: 600 }, (_, n) => read('H H * * *', `job${n}`).minutes[0] ?? -1);
  expect(Array.from({ length: 600 }, (_, n) => read('H H * * *', `job${n}`).minutes[0] ?? -1)).toEqual(
    minutes,
  );
  const used = new Set(minutes);
  expect(used.size).toBe(60);
  for (const minute of used) expect(minutes.filter((one) => one === minute).length).toBeLessThan(30);
});

test('H keeps within its range, and with a step goes through it from a hashed start', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 30 }), (seed, step) => {
      const [minute = -1] = read('H(0-29) * * * *', seed).minutes;
      expect(minute >= 0 && minute <= 29).toBe(true);
      const { minutes, hours } = read(`H/${step} H(9-16)/2 * * *`, seed);
      expect(minutes[0]).toBeLessThan(step);
      minutes.forEach((value, index) => {
        expect(value).toBe((minutes[0] ?? 0) + index * step);
      });
      expect(60 - (minutes.at(-1) ?? 0)).toBeLessThanOrEqual(step);
      expect([
        [9, 11, 13, 15],
        [10, 12, 14, 16],
      ]).toContainEqual(hours);
      for (const day of read('0 0 H * *', seed).daysOfMonth) expect(day <= 28).toBe(true);
    }),
  );
});

test('the fields of one schedule are hashed each for itself', () => {
  const same = Array.from({ length: 100 }, (_, n) => read('H(0-23) H * * *', `job${n}`)).filter(
    ({ minutes, hours }) => minutes[0] === hours[0],
  );
  expect(same.length).toBeLessThan(20);
});

test.each([
  [
    '',
    'it is empty, and has to name minute, hour, day of the month, month and day of the week, as in `30 4 * * *`',
  ],
  [
    '0 4 * *',
    'it has 4 fields, and has to name minute, hour, day of the month, month and day of the week, as in `30 4 * * *`',
  ],
  ['0 0 4 * * *', 'it has 6 fields, and there are no seconds here: leave the first one out'],
  ['60 4 * * *', 'the minute 60 is not from 0 to 59'],
  ['0 4 0 * *', 'the day of the month 0 is not from 1 to 31'],
  ['0 4 * * MO', 'the day of the week `MO` is not known: did you mean `MON`?'],
  ['0 4 * Juli *', 'the month `Juli` is not known: did you mean `JUL`?'],
  ['0 4 ? * *', 'the day of the month `?` is not known here: write `*`'],
  ['0 L * * *', 'the hour `L` is for the day of the month only'],
  ['0 22-2 * * *', 'the hour range `22-2` runs backwards: write `22-23,0-2`'],
  ['5/15 * * * *', '`5/15` needs a range before the `/`: write `5-59/15`'],
  ['*/0 * * * *', 'the step of the minute is 0: write at least 1'],
  ['*/90 * * * *', 'the step 90 is larger than the 60 minutes it goes through'],
  ['0 4 1,,2 * *', 'the day of the month has an empty entry: remove the comma'],
  ['0 4 31 4,6 *', 'the day never comes: none of its months is that long'],
  [
    '0 4 * * MON#1',
    'the day of the week `MON#1` is not known: write a number from 0 to 7 or a name such as `MON`, `*`, `H`, a range or a step',
  ],
  ['@dialy', '`@dialy` is not known: did you mean `@daily`?'],
  [
    '@reboot',
    '`@reboot` is not known: there are @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually',
  ],
])('"%s" is refused: %s', (text, fault) => {
  expect(faultOf(text)).toBe(fault);
});

test('whatever is written, the answer is a cron or a fault', () => {
  const piece = fc.constantFrom(
    '*',
    'H',
    'L',
    '1',
    '7',
    '99',
    '-',
    '/',
    ',',
    '(',
    ')',
    ' ',
    ' * ',
    'MON',
    'JAN',
    '@',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(text, (cron) => {
      const result = parseCron(cron, '');
      if ('fault' in result) expect(result.fault).not.toBe('');
      else expect(result.cron.minutes.length).toBeGreaterThan(0);
    }),
  );
});
