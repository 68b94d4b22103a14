import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestDrover, until } from '../helpers/drover.ts';
import { type PrivateRedis, startPrivateRedis } from '../helpers/private-redis.ts';

/** A node of a Redis Cluster that serves the slot of `{ci}` and no other: a key anywhere else is refused. */
let redis: PrivateRedis;
let drover: TestDrover;
beforeAll(async () => {
  redis = await startPrivateRedis({ cluster: true });
  const node = redis.connect();
  await node.config('SET', 'cluster-require-full-coverage', 'no');
  const slot = await node.cluster('KEYSLOT', '{ci}');
  await node.cluster('DELSLOTSRANGE', 0, slot - 1);
  await node.cluster('DELSLOTSRANGE', slot + 1, 16_383);
  await expect(node.set('elsewhere', '1')).rejects.toThrow(/not served|CLUSTERDOWN/);
  drover = await TestDrover.create();
  Object.assign(drover.environment, { DROVER_REDIS_URL: redis.url, DROVER_REDIS_PREFIX: '{ci}:' });
  await drover.startServer();
  await drover.startWorker('one');
});
afterAll(async () => {
  await drover.stop();
  await redis.stop();
});

test('with a prefix that is a hash tag, everything works in the one slot of a Cluster node', async () => {
  expect((await drover.request('PUT', '/api/folders/team')).status).toBe(201);
  await drover.define(
    'api',
    {
      concurrency: { group: 'deploy', onNew: 'queue' },
      priority: 3,
      runsOn: [],
      keepWorkspace: 'always, 1m',
      schedules: [{ cron: '@daily' }],
      parameters: [{ title: 'FAIL', default: 'no' }],
      stages: [
        { title: 'a', steps: [{ title: 's', command: 'echo "run $CI_BUILD_NUMBER"; [ "$FAIL" = no ]' }] },
      ],
    },
    '?folder=team',
  );
  const builds = await Promise.all([1, 2, 3].map(() => drover.start('api')));
  for (const { number } of builds) expect((await drover.finished('api', number)).status).toBe('success');
  expect(await drover.log('api', 2)).toBe('run 2\n');
  const failed = await drover.run('api', { FAIL: 'yes' });
  expect((await drover.cli('rerun', 'api', String(failed.number), '--from-failed')).code).toBe(0);
  expect((await drover.finished('api', 5)).resumes?.build).toBe('api_4');

  await drover.define('special', { runsOn: ['gpu'], stages: [{ steps: [{ command: 'true' }] }] });
  await drover.start('special');
  expect((await drover.cli('queue')).output).toContain('gpu');
  expect((await drover.request('POST', '/api/jobs/special/builds/1/cancel', {})).status).toBe(202);
  expect((await drover.cli('schedules', 'api')).code).toBe(0);
  expect((await drover.cli('follow', 'api', '1')).output).toContain('run 1');
  expect((await drover.request('POST', '/api/jobs/api/move', { name: 'renamed' })).status).toBe(200);
  expect((await drover.build('renamed', 1)).status).toBe('success');
  expect((await drover.cli('prune')).code).toBe(0);
  await until(async () => (await drover.cli('doctor')).code === 0, 'nothing is left over');
  expect((await drover.request('DELETE', '/api/jobs/renamed?confirm=renamed')).status).toBe(204);

  const node = redis.connect();
  const keys = await node.keys('*');
  expect(keys.length).toBeGreaterThan(5);
  expect(keys.filter((key) => !key.startsWith('{ci}:'))).toEqual([]);
});
