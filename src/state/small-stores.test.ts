import { expect, test } from 'vitest';
import type { WorkerHeartbeat } from './index.ts';
import { sampleBuild, sampleDefinition } from './testing/sample-build.ts';
import { codeOf, useState } from './testing/test-state.ts';

const given = useState();

const heartbeat = (name: string): WorkerHeartbeat => ({
  name,
  node: 'host',
  status: 'paused',
  labels: ['linux'],
  slots: 2,
  busy: 1,
  builds: ['api_1'],
  load: 0.5,
  freeDisk: 1_000,
  version: '0.1.0',
});

test('a worker is online while its heart beats, and offline until it is forgotten', async () => {
  const { workers } = given.state;
  await workers.heartbeat(heartbeat('b'));
  await workers.heartbeat(heartbeat('a'));
  await workers.heartbeat(heartbeat('a'));
  const [a, b] = await workers.list();
  expect(b).toEqual({ ...heartbeat('b'), seenAt: expect.stringMatching(/^\d{4}-.*Z$/) });
  expect(Math.abs(Date.parse(a?.seenAt ?? '') - Date.now())).toBeLessThan(60_000);
  expect(await given.redis.ttl('drover:worker:a')).toBeGreaterThan(0);
  await given.redis.del('drover:worker:a');
  expect((await workers.list())[0]).toMatchObject({ name: 'a', status: 'offline', busy: 0, builds: [] });
  await workers.forget('a');
  await workers.forget('b');
  expect(await workers.list()).toEqual([]);
});

test('a damaged heartbeat hides only its own worker', async () => {
  const { workers } = given.state;
  await workers.heartbeat(heartbeat('a'));
  await given.redis.hset('drover:workers', 'z', 'nonsense');
  expect((await workers.list()).map(({ name }) => name)).toEqual(['a']);
});

test('an order goes to the worker by the channel', async () => {
  const { workers, keys } = given.state;
  expect(await codeOf(workers.order('a', 'pause'))).toBe('WORKER_NOT_FOUND');
  await workers.heartbeat(heartbeat('a'));
  const listener = given.redis.duplicate();
  const heard: string[] = [];
  listener.on('message', (_channel: string, text: string) => heard.push(text));
  await listener.subscribe(keys.controlChannel());
  expect((await workers.order('a', 'drain')).name).toBe('a');
  await expect.poll(() => heard).toEqual(['{"worker":"a","action":"drain"}']);
  listener.disconnect();
});

test('what is done once is done once', async () => {
  const answers = await Promise.all([
    given.state.once('examples'),
    given.state.once('examples'),
    given.state.once('other'),
  ]);
  expect(answers).toEqual([true, false, true]);
});

test('the journal keeps the order of the changes and passes over damaged entries', async () => {
  const { journal } = given.state;
  await given.redis.hset('drover:moves', '10', '{"from":"b","to":"c","upTo":1}', '3', 'nonsense');
  await given.redis.hset('drover:removals', '9', '{"path":"a","numbers":[1,2]}');
  expect((await journal.list()).map(({ id, kind }) => [id, kind])).toEqual([
    ['9', 'removal'],
    ['10', 'move'],
  ]);
});

test('the journal is completed by one process at a time', async () => {
  const { journal } = given.state;
  let inner: boolean | null = null;
  const outer = await journal.exclusively(async () => {
    inner = await journal.exclusively(async () => {});
  });
  expect([outer, inner]).toEqual([true, false]);
  await expect(journal.exclusively(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(await journal.exclusively(async () => {})).toBe(true);
});

test('a newer structure is refused', async () => {
  given.damage();
  await given.open();
  expect(await given.redis.get('drover:schema')).toBe('1');
  await given.redis.set('drover:schema', '2');
  await expect(given.open()).rejects.toThrow('Redis holds version 2 of the structure');
});

test('keys of every type are shown as what they are', async () => {
  const { inspect, jobs } = given.state;
  given.damage();
  await jobs.put('api', sampleDefinition);
  await given.redis.set('text', '12', 'PX', 60_000);
  await given.redis.hset('hash', 'a', '{"b":1}', 'c', 'd');
  await given.redis.zadd('zset', 1.5, 'm');
  await given.redis.sadd('set', 'x');
  await given.redis.xadd('stream', '1-1', 'f', 'v');
  expect(await inspect.read('job_api')).toMatchObject({
    key: 'job_api',
    type: 'string',
    ttlMs: -1,
    value: { meta: { name: 'api' } },
  });
  expect(await inspect.read('text')).toMatchObject({ type: 'string', value: '12', length: 2 });
  expect((await inspect.read('text')).ttlMs).toBeGreaterThan(0);
  expect(await inspect.read('jobs')).toMatchObject({ type: 'list', value: ['job_api'], length: 1 });
  expect(await inspect.read('hash')).toMatchObject({ type: 'hash', value: { a: { b: 1 }, c: 'd' } });
  expect(await inspect.read('zset')).toMatchObject({ type: 'zset', value: [{ member: 'm', score: 1.5 }] });
  expect(await inspect.read('set')).toMatchObject({ type: 'set', value: ['x'] });
  expect(await inspect.read('stream')).toMatchObject({ type: 'stream', value: [['1-1', ['f', 'v']]] });
  expect(await codeOf(inspect.read('nothing'))).toBe('NOT_FOUND');
});

test('keys are found by pattern, page by page', async () => {
  const { inspect } = given.state;
  given.damage();
  for (let index = 0; index < 30; index++)
    await given.redis.mset(...Array.from({ length: 200 }, (_, n) => [`k${index}_${n}`, '']).flat());
  const found: string[] = [];
  let cursor = '0';
  do {
    const page = await inspect.keys('k*_7', cursor);
    found.push(...page.keys);
    cursor = page.cursor;
  } while (cursor !== '0');
  expect(new Set(found).size).toBe(30);
  expect(await codeOf(inspect.keys('*', '18446744073709551616'))).toBe('REQUEST_INVALID');
  expect(await codeOf(inspect.keys('*', 'x'))).toBe('REQUEST_INVALID');
});

test('secrets cannot be looked at', async () => {
  const { inspect, jobs, builds, tokens, users } = given.state;
  await jobs.put('api', sampleDefinition);
  await builds.submit(sampleBuild(), { PASSWORD: 'geheim' });
  await tokens.register('abc', 'ann');
  await users.put('ann', { passwordHash: 'hash' });
  await expect(inspect.read('drover:private:api_1')).rejects.toThrow('holds secrets');
  for (const key of ['tokens', 'users', 'session:abc', 'login-code:abc'])
    await expect(inspect.read(`drover:${key}`)).rejects.toThrow('holds secrets');
});
