import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DroverError } from '../errors/error.ts';
import { type ConfigInput, formatValue, readConfig } from './index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drover-config-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const read = (input: Partial<ConfigInput> = {}) =>
  readConfig({ command: 'server', flags: {}, environment: {}, folder, ...input });

async function faults(input: Partial<ConfigInput>): Promise<string[]> {
  const error = await read(input).then(
    () => expect.fail('the configuration was accepted'),
    (thrown: DroverError) => thrown,
  );
  expect(error.code).toBe('CONFIG_INVALID');
  return error.problems.map(({ path, line, column, message }) =>
    [path, line, column, message].filter(Boolean).join(':'),
  );
}

const writeConfig = (text: string, name = 'drover.yaml') => writeFile(join(folder, name), text);

test('everything has a default, and folders lie in the data folder', async () => {
  const { config, sources } = await read();
  expect(config).toMatchObject({
    data: join(folder, 'data'),
    storage: join(folder, 'data/storage'),
    host: '127.0.0.1',
    port: 7420,
    redisUrl: 'redis://127.0.0.1:6379',
    cancelGrace: 10_000,
    url: 'http://127.0.0.1:7420',
    token: null,
  });
  expect(new Set(Object.values(sources))).toEqual(new Set(['default']));
  expect(Object.isFrozen(config)).toBe(true);
});

test('up has a private Redis unless one is named', async () => {
  expect((await read({ command: 'up' })).config.redisUrl).toBeNull();
  const environment = { DROVER_REDIS_URL: 'unix:///run/redis.sock' };
  expect((await read({ command: 'up', environment })).config.redisUrl).toBe('unix:///run/redis.sock');
});

test('flags win over the environment, the environment over the file, and each source is told', async () => {
  await writeConfig('# ours\nport: 1\nslots: 1\nhost: ci.example.org\n');
  const { config, sources } = await read({
    flags: { port: '3' },
    environment: { DROVER_PORT: '2', DROVER_SLOTS: '2', DROVER_TOKEN: '', HOME: '/home/x' },
  });
  expect(config).toMatchObject({ port: 3, slots: 2, host: 'ci.example.org', url: 'http://ci.example.org:3' });
  expect(sources).toMatchObject({
    port: 'flag --port',
    slots: 'environment DROVER_SLOTS',
    host: 'file drover.yaml:4',
    token: 'default',
  });
});

test('a file can be named, by the flag before the variable; its paths start at its folder', async () => {
  await writeConfig('data: state\nlabels: [linux, gpu]\n', 'a.yaml');
  await writeConfig('data: /var/lib/drover\n', 'b.yaml');
  const environment = { DROVER_CONFIG: join(folder, 'b.yaml') };
  expect((await read({ environment })).config.data).toBe('/var/lib/drover');
  const { config } = await read({ environment, flags: { config: 'a.yaml' } });
  expect(config.data).toBe(join(folder, 'state'));
  expect(config.labels).toEqual(['gpu', 'linux']);
});

test('a named file that is missing is a fault', async () => {
  await expect(read({ flags: { config: 'none.yaml' } })).rejects.toThrow(
    'The configuration file none.yaml cannot be read (ENOENT).',
  );
});

test('all faults of all layers are told at once, each at its place', async () => {
  await writeConfig('prt: 80\nslots: many\nhost: {a: 1}\n');
  const found = await faults({
    flags: { port: '70000' },
    environment: { DROVER_LABLES: 'x', DROVER_CANCEL_GRACE: 'soon' },
  });
  expect(found).toEqual([
    'DROVER_LABLES:Unknown variable "DROVER_LABLES": did you mean "DROVER_LABELS"?',
    'drover.yaml:1:1:Unknown option "prt": did you mean "port"?',
    'drover.yaml:3:1:host needs one value, or a list where it takes a list.',
    '--port:port must be a whole number from 0 to 65535, not "70000".',
    'drover.yaml:2:1:slots must be a whole number from 1 to 256, not "many".',
    'DROVER_CANCEL_GRACE:cancelGrace must be a length of time as 30s, 10m or 1h30m, not "soon".',
  ]);
});

test('a file that is no YAML, or no list of options, is told with its place', async () => {
  await writeConfig('port: 1\nport: 2\n');
  expect(await faults({})).toEqual([expect.stringMatching(/^drover\.yaml:2:1:.*unique/)]);
  await writeConfig('- port\n');
  expect(await faults({})).toEqual(['drover.yaml:1:1:The file must hold lines of the form "option: value".']);
});

test.each([
  'http://x',
  'localhost:6379',
  'redis://',
  'unix://',
  'redis-sentinel://s:1',
  'rediss-sentinel://s:1,/m',
])('redisUrl %s is refused', async (redisUrl) => {
  expect(await faults({ flags: { redisUrl } })).toEqual([expect.stringMatching(/^--redis-url:redisUrl /)]);
});

test('passwords and tokens are never shown, in values or in messages', async () => {
  const { config } = await read({ flags: { redisUrl: 'rediss://ci:s3cret@redis:6380/0', token: 't0ken' } });
  expect(formatValue('redisUrl', config.redisUrl)).toBe('rediss://ci:***@redis:6380/0');
  expect(formatValue('token', config.token)).toBe('***');
  for (const redisUrl of ['http://ci:s3cret@redis', 'redis-sentinel://ci:s3cret@s'])
    expect((await faults({ flags: { redisUrl } })).join()).not.toContain('s3cret');
  const sentinel = 'rediss-sentinel://ci:s3cret@s1:26379,s2/main';
  expect(formatValue('redisUrl', sentinel)).toBe('rediss-sentinel://ci:***@s1:26379,s2/main');
  expect((await faults({ flags: { token: 'my s3cret' } })).join()).not.toContain('s3cret');
});
