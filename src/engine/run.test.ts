import { expect, test } from 'vitest';
import type { LeftProcess, RunRecord } from './record.ts';
import { addLeftProcesses } from './run.ts';

const left = (pid: number, survived: boolean): LeftProcess => ({
  pid,
  command: 'sleep 600',
  signals: ['SIGTERM'],
  survived,
});

test('a process that one sweep could not end and the next one finds again is told once, as it was found last', () => {
  const record = { leftProcesses: [], warnings: 0 } as unknown as RunRecord;
  const add = (...found: LeftProcess[]) => addLeftProcesses({ record, mask: (text) => text }, found);
  add(left(7, true), left(8, false));
  add(left(7, true));
  expect(record).toMatchObject({ leftProcesses: [left(7, true), left(8, false)], warnings: 2 });
  // Another process may have the number of one that was ended.
  add(left(7, false), left(8, false));
  expect(record.leftProcesses).toEqual([left(7, false), left(8, false), left(8, false)]);
  expect(record.warnings).toBe(3);
});
