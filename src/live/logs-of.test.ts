import { expect, test } from 'vitest';
import type { HookRecord, StepRecord } from '../engine/record.ts';
import { logsOf } from './logs-of.ts';

const times = { startedAt: '2026-01-01T00:00:00.000Z', finishedAt: '2026-01-01T00:00:01.000Z' };
const rest = { status: 'success', exitCode: 0, signal: null, durationMs: 1000, bytes: 0, lines: 0 } as const;
const hook = (name: HookRecord['hook'], log: string): HookRecord => ({ ...rest, ...times, hook: name, log });
const step = (title: string, over: Partial<StepRecord> = {}): StepRecord => ({
  ...rest,
  ...times,
  title,
  attempts: 1,
  log: `main/${title}.log`,
  ...over,
});

test('logs come in the order of operations, with those of earlier attempts, without what has not started', () => {
  const logs = logsOf({
    hooks: [hook('onStart', 'onStart.log'), hook('onFailure', 'onFailure.log')],
    stages: [
      {
        title: 'main',
        status: 'failure',
        ...times,
        durationMs: 1,
        hooks: [hook('onStart', 'main/onStart.log'), hook('onFailure', 'main/onFailure.log')],
        steps: [
          step('a', { attempts: 2, log: 'main/a.2.log', earlierLogs: ['main/a.log'] }),
          step('b', { status: 'running', finishedAt: null }),
          step('c', { startedAt: null }),
        ],
      },
    ],
  });
  expect(logs.map(({ log }) => log)).toEqual([
    'onStart.log',
    'main/onStart.log',
    'main/a.log',
    'main/a.2.log',
    'main/b.log',
    'main/onFailure.log',
    'onFailure.log',
  ]);
  expect(logs.filter(({ complete }) => !complete).map(({ log }) => log)).toEqual(['main/b.log']);
});
