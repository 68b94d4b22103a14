import { expect, test } from 'vitest';
import { ServerProblem } from './client/server-problem.ts';
import { tellHowToGive } from './given-parameters.ts';

const told = (error: Error): unknown => {
  try {
    return tellHowToGive('drover start release')(error);
  } catch (thrown) {
    return thrown;
  }
};

test('a refusal for want of parameters says what to type', () => {
  const problems = [
    { path: 'VERSION', message: '`VERSION` is required: give it a value' },
    { path: 'release date', message: '`release date` is required: give it a value' },
    { path: 'MODE', message: '`MODE` is not one of a, b' },
  ];
  const refusal = new ServerProblem(400, 'PARAMETERS_INVALID', '3 faults.', problems);
  expect(told(refusal)).toMatchObject({
    message: "3 faults. Give them so: drover start release -p VERSION=… -p 'release date'=…",
    code: 'PARAMETERS_INVALID',
    exit: 2,
    problems,
  });
});

test('other refusals stay as they are', () => {
  const wrong = new ServerProblem(400, 'PARAMETERS_INVALID', '1 fault.', [
    { path: 'A', message: 'not a number' },
  ]);
  const gone = new ServerProblem(404, 'JOB_NOT_FOUND', 'There is no job.');
  expect(told(wrong)).toBe(wrong);
  expect(told(gone)).toBe(gone);
});
