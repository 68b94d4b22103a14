import { expect, test } from 'vitest';
import { sampleDefinition } from '../state/testing/sample-build.ts';
import { codeOf, useState } from '../state/testing/test-state.ts';
import { submitBuild } from './submit.ts';
import { queueContext } from './testing/queue-context.ts';

const given = useState();

async function server() {
  const context = await queueContext(given);
  return (parameters: Record<string, unknown> = {}) =>
    submitBuild(context, { job: 'api', parameters, cause: { kind: 'api', by: 'ann' } });
}

test('a build has the definition of its moment, whoever changed that since the server read it', async () => {
  const submit = await server();
  const { jobs } = given.state;
  await jobs.put('api', sampleDefinition);
  expect((await submit()).definition).toEqual(sampleDefinition);
  await jobs.put('api', { ...sampleDefinition, parameters: [{ title: 'VERSION', required: true }] });
  expect(await codeOf(submit())).toBe('PARAMETERS_INVALID');
  expect((await submit({ VERSION: '2' })).parameters).toEqual({ VERSION: '2' });
  // By hand, with the same revision.
  const text = (await given.redis.get('job_api')) ?? '';
  await given.redis.set('job_api', text.replace('VERSION', 'RELEASE'));
  expect((await submit({ RELEASE: '3' })).parameters).toEqual({ RELEASE: '3' });
});

test('that a build was offered is noted soon after', async () => {
  const submit = await server();
  await given.state.jobs.put('api', sampleDefinition);
  await submit();
  await submit();
  const undelivered = () => given.state.builds.undelivered(Date.now() + 60_000);
  await expect.poll(undelivered).toEqual([]);
});

test('a late note does not take away a build that is to be offered anew by now', async () => {
  const { jobs, builds } = given.state;
  await jobs.put('api', sampleDefinition);
  const submit = await server();
  const build = await submit();
  const later = Date.now() + 60_000;
  await given.redis.zadd('drover:undelivered', later, 'api_1');
  builds.noteDelivered(build);
  const second = await submit();
  builds.noteDelivered(second);
  await expect.poll(() => builds.undelivered(later)).toEqual(['api_1']);
});
