import { expect, test } from 'vitest';
import type { Job } from './job.ts';
import { RememberedJobs } from './remembered-jobs.ts';

const read = (sha: string) => ({ job: { stages: [] } as unknown as Job, sha });

test('the last text of a job is remembered', () => {
  const jobs = new RememberedJobs();
  expect(jobs.find('api')).toBeNull();
  jobs.add('api', read('1'), 100);
  jobs.add('api', read('2'), 100);
  expect(jobs.find('api')?.sha).toBe('2');
});

test('many or large jobs take no memory without bound', () => {
  const jobs = new RememberedJobs();
  jobs.add('large', read('1'), 1_000);
  jobs.add('large', read('2'), 1_000_000);
  expect(jobs.find('large')).toBeNull();
  for (let number = 0; number < 1_000; number += 1) jobs.add(`job-${number}`, read('1'), 10_000);
  const kept = Array.from({ length: 1_000 }, (_, number) => jobs.find(`job-${number}`)).filter(Boolean);
  expect(kept.length).toBe(209);
  expect(jobs.find('job-999')).not.toBeNull();
  expect(jobs.find('job-0')).toBeNull();
});
