import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestDrover, until } from '../helpers/drover.ts';

const run = promisify(execFile);
let drover: TestDrover;

beforeAll(async () => {
  drover = await TestDrover.up();
});

afterAll(() => drover.stop());

const redis = async (...args: string[]): Promise<string> =>
  (await run('redis-cli', ['-s', drover.redisSocket, ...args])).stdout.trim();

test('the first start loads the examples and makes an admin token that only the user can read', async () => {
  const { json } = await drover.request<{ entries: { name: string }[] }>('GET', '/api/jobs');
  expect(json.entries.map(({ name }) => name).sort()).toEqual([
    'drover',
    'hello',
    'hooks-and-failure',
    'parameters',
  ]);
  const token = await stat(join(drover.data, 'admin-token'));
  expect(token.mode & 0o777).toBe(0o600);
  expect(drover.processes[0]?.output).toContain(drover.token);
});

test('a job runs end to end: keys as the notes name them, storage as the notes draw it, history through REST', async () => {
  expect((await drover.request('PUT', '/api/folders/team')).status).toBe(201);
  expect((await drover.request('PUT', '/api/folders/backend?parent=team')).status).toBe(201);
  await drover.define(
    'api',
    {
      title: 'API',
      onStart: 'echo job starts',
      onSuccess: 'echo job went well',
      parameters: [{ title: 'VERSION', required: true }],
      stages: [
        {
          title: 'Build',
          onStart: 'echo stage starts',
          steps: [{ title: 'Compile', command: 'echo "version $VERSION"' }],
        },
      ],
    },
    '?folder=backend',
  );
  const build = await drover.run('api', { VERSION: '1.2' });
  expect(build.status).toBe('success');
  expect(build.parameters).toEqual({ VERSION: '1.2' });
  expect(build.stages[0]?.steps[0]).toMatchObject({
    title: 'Compile',
    status: 'success',
    exitCode: 0,
    log: 'Build/Compile.log',
  });

  expect(await redis('lrange', 'jobs', '0', '-1')).toContain('folder_team');
  expect(await redis('lrange', 'folder_team', '0', '-1')).toBe('folder_backend');
  expect(await redis('lrange', 'folder_backend', '0', '-1')).toBe('job_api');
  expect(JSON.parse(await redis('get', 'job_api'))).toMatchObject({
    title: 'API',
    meta: { name: 'api', folder: 'team/backend' },
  });
  expect(await redis('lrange', 'job_api_recent', '0', '-1')).toBe('1');
  expect(JSON.parse(await redis('get', 'job_api_1'))).toMatchObject({
    job: 'api',
    number: 1,
    status: 'success',
  });

  const folder = join(drover.data, 'storage/jobs/team/backend/api/1');
  expect(await readFile(join(folder, 'Build/Compile.log'), 'utf8')).toBe('version 1.2\n');
  expect(await readFile(join(folder, 'onStart.log'), 'utf8')).toBe('job starts\n');
  const copy = await until(
    () => readFile(join(folder, 'build.json'), 'utf8').catch(() => null),
    'build.json',
  );
  expect(JSON.parse(copy)).toMatchObject({ status: 'success' });
  expect(await drover.log('api', 1)).toBe('job starts\nstage starts\nversion 1.2\njob went well\n');

  const { json } = await drover.request<{ builds: { number: number }[] }>('GET', '/api/jobs/api/builds');
  expect(json.builds.map(({ number }) => number)).toEqual([1]);
});

test('a second up on the same data folder is refused and says why', async () => {
  const second = drover.spawn(['up']);
  expect(await second.exit()).toBe(73);
  expect(second.output).toContain('Another "drover up"');
});

test('Redis away at start is said in one line, and waited for', async () => {
  const other = await TestDrover.create();
  try {
    const server = other.spawn(['server'], { DROVER_REDIS_URL: 'redis://:hidden@127.0.0.1:1' });
    await until(() => server.output.includes('does not answer'), 'the line');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(server.output.trim().split('\n').length).toBe(1);
    expect(server.output).not.toContain('hidden');
    expect(server.ended).toBe(false);
  } finally {
    await other.stop();
  }
});

test('a taken port is said, and everything that was started is stopped again', async () => {
  const other = await TestDrover.create();
  try {
    const up = other.spawn(['up'], { DROVER_PORT: new URL(drover.url).port });
    expect(await up.exit()).toBe(73);
    expect(up.output).toContain('is taken');
    await expect(stat(join(other.data, 'up.lock'))).rejects.toThrow();
  } finally {
    await other.stop();
  }
});
