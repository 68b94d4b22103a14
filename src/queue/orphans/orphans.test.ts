import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { queueNameOf } from '../../state/index.ts';
import { ended, sampleBuild, sampleClaim, sampleDefinition } from '../../state/testing/sample-build.ts';
import { useState } from '../../state/testing/test-state.ts';
import type { QueueContext } from '../context.ts';
import { queueContext } from '../testing/queue-context.ts';
import { findOrphans, mendOrphans } from './orphans.ts';

const given = useState();

/** One build that runs, one that waits, one that has ended, with all that belongs to them. */
async function installation(): Promise<QueueContext & { folder: string }> {
  const context = await queueContext(given);
  const { delivery } = context;
  const { jobs, builds, folders } = given.state;
  await folders.put('team', '');
  await jobs.put('api', sampleDefinition, { folder: 'team' });
  const concurrency = { group: 'g', limit: 5, onNew: 'queue', limitIs: 'current' } as const;
  for (let number = 1; number <= 3; number++) {
    await builds.submit(sampleBuild({ group: 'g' }), {}, { concurrency });
    const build = await builds.get('api', number);
    await delivery.offer(queueNameOf([]), `api_${number}`, 0);
    await builds.delivered(`api_${number}`);
    if (number === 3) continue;
    const claimed = await builds.claim(`api_${number}`, sampleClaim(`token-${number}`));
    if (claimed === null) throw new Error('not claimed');
    await delivery.withdraw(queueNameOf([]), `api_${number}`);
    await context.storage.createBuild(build);
    if (number === 1) await builds.finish(ended(claimed.build), { token: 'token-1' });
  }
  return context;
}

const messages = async (context: QueueContext) => (await findOrphans(context)).map(({ message }) => message);
async function mendAll(context: QueueContext): Promise<void> {
  for (const { message, mended } of await mendOrphans(context))
    expect([message, mended]).toEqual([message, true]);
  expect(await messages(context)).toEqual([]);
}
const stored = (context: { folder: string }, ...path: string[]) => join(context.folder, 'jobs', ...path);

test('of what is in use, or has ended as it should, nothing is an orphan', async () => {
  const context = await installation();
  expect(await messages(context)).toEqual([]);
  await mendAll(context);
  expect(await given.redis.exists('drover:state:api_2', 'drover:lease:api_2', 'drover:state:api_3')).toBe(3);
  expect(await readdir(stored(context, 'team', 'api'))).toEqual(['1', '2']);
});

test('files without a document are removed, those that this Redis never had are left to people', async () => {
  const context = await installation();
  await given.state.jobs.put('gone', sampleDefinition);
  await given.state.builds.submit(sampleBuild({ job: 'gone' }), {});
  await given.state.builds.finish(ended(await given.state.builds.get('gone', 1)), { expect: 'queued' });
  await given.state.jobs.delete('gone');
  await findOrphans(context);
  await mkdir(stored(context, 'gone', '1', 'Build'), { recursive: true });
  await writeFile(stored(context, 'gone', '1', 'Build', 'Compile.log'), 'text');
  // At a place where its job is not.
  await mkdir(stored(context, 'api', '2'), { recursive: true });
  await mkdir(stored(context, 'other', '7'), { recursive: true });
  expect((await messages(context)).sort()).toEqual([
    'jobs/api/2 belongs to no build.',
    'jobs/gone/1 belongs to no build.',
    expect.stringMatching(/^jobs\/other\/7 is of a build that this Redis never had/),
  ]);
  const mended = await mendOrphans(context);
  expect(mended.filter((one) => !one.mended).length).toBe(1);
  expect(mended.length).toBe(3);
  expect((await readdir(stored(context))).sort()).toEqual(['other', 'team']);
  expect(existsSync(stored(context, 'team', 'api', '2'))).toBe(true);
});

test('files of a build whose document cannot be read stay', async () => {
  const context = await installation();
  given.damage();
  await given.redis.set('job_api_1', 'damaged');
  expect(await messages(context)).toEqual([]);
});

test('a document whose files are gone stays, with its copy', async () => {
  const context = await installation();
  await rm(stored(context, 'team', 'api', '1'), { recursive: true });
  expect(await messages(context)).toEqual(['Build api_1 has a document, but its files are gone.']);
  await mendAll(context);
  expect(await readdir(stored(context, 'team', 'api', '1'))).toEqual(['build.json']);
});

test('documents of no job go, and lists are made to agree with the documents', async () => {
  const context = await installation();
  await given.redis.copy('job_api_1', 'job_nobody_4');
  await given.redis.lrem('job_api_recent', 0, '1');
  await given.redis.lpush('job_api_recent', '9');
  expect((await messages(context)).sort()).toEqual([
    'The document job_nobody_4 belongs to no job.',
    'The list job_api_recent names 9 without a document and lacks 1.',
  ]);
  await mendAll(context);
  expect(await given.redis.lrange('job_api_recent', 0, -1)).toEqual(['3', '2', '1']);
});

test('keys of builds that have ended or do not exist go, and their places in groups are given to others', async () => {
  const context = await installation();
  const { redis } = given;
  await redis.hset('drover:state:api_1', 'status', 'running');
  await redis.set('drover:private:gone_4', '{}');
  await redis.zadd('drover:queued', 1, 'api_1');
  await redis.hset('drover:group-limits', 'g', 2);
  await redis.zadd('drover:group-holders:g', 1, 'gone_4');
  expect((await messages(context)).sort()).toEqual([
    'drover:private:gone_4, drover:group-holders:g have gone_4, which does not exist.',
    'drover:state:api_1, drover:queued have api_1, which has ended.',
  ]);
  await mendAll(context);
  expect(await redis.zrange('drover:group-holders:g', 0, '-1')).toEqual(['api_2', 'api_3']);
  expect(await redis.zrange('drover:queued', 0, '-1')).toEqual(['api_3']);
});

test('a build that only its document says is under way is ended', async () => {
  const context = await installation();
  await given.redis.del('drover:state:api_2', 'drover:lease:api_2', 'drover:state:api_3');
  expect(await messages(context)).toEqual([
    'Build api_2 is said to be under way, but Redis knows nothing else of it.',
    'Build api_3 is said to be under way, but Redis knows nothing else of it.',
  ]);
  await mendAll(context);
  expect((await given.state.builds.get('api', 2)).status).toBe('error');
  expect((await given.state.builds.get('api', 3)).reason).toContain('was lost');
});

test('what the queue offers and what waits are made one again', async () => {
  const context = await installation();
  const { delivery } = context;
  await delivery.offer(queueNameOf([]), 'api_1', 0);
  await delivery.withdraw(queueNameOf([]), 'api_3');
  expect(await messages(context)).toEqual([
    'The queue builds offers api_1, which does not wait there.',
    'Build api_3 is queued, but no queue offers it.',
  ]);
  await mendOrphans(context);
  expect(await given.redis.zrange('drover:undelivered', 0, '-1')).toEqual(['api_3']);
  expect(await delivery.position(queueNameOf([]), 'api_1')).toBeNull();
});

test('notes of workspaces that nobody will let go are dropped', async () => {
  const context = await installation();
  const { workspaces } = given.state;
  const kept = { build: 'api_1', worker: 'w', node: 'n', bytes: 1 };
  await workspaces.keep({ ...kept, folder: 'api_1' }, 60_000);
  await workspaces.keep({ ...kept, folder: 'api_0' }, -3_600_000);
  expect(await messages(context)).toEqual([expect.stringContaining('its time is over')]);
  await mendAll(context);
  expect((await workspaces.list()).workspaces.map(({ folder }) => folder)).toEqual(['api_1']);
});
