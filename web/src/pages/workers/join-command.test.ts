import { expect, test } from 'vitest';
import { freeName, joinCommand } from './join-command.ts';

const joining = {
  redisUrl: 'redis://drover:PASSWORD@redis.example:6379',
  redisPrefix: '',
  storage: '/srv/drover',
  secretKeyFile: '/srv/data/secret-key',
};

test('a worker elsewhere gets Redis and storage, and its keys by a person', () => {
  expect(joinCommand(joining, 'worker-2')).toEqual({
    isLocal: false,
    text: [
      'DROVER_REDIS_URL=redis://drover:PASSWORD@redis.example:6379 \\',
      'DROVER_STORAGE=/srv/drover \\',
      'drover worker --name worker-2 --slots 2',
    ].join('\n'),
  });
});

test.each([
  'unix:///srv/data/redis/redis.sock',
  'redis://127.0.0.1:6379',
  'rediss://me:PASSWORD@localhost:1',
])('%s is reached on this machine only, where a worker gets a folder of its own', (redisUrl) => {
  const { isLocal, text } = joinCommand({ ...joining, redisUrl }, 'worker-2');
  expect(isLocal).toBe(true);
  expect(text).toContain('DROVER_SECRET_KEY_FILE=/srv/data/secret-key');
  expect(text).toMatch(/--data \.\/worker-2$/);
});

test('what a shell would understand otherwise is quoted', () => {
  const { text } = joinCommand({ ...joining, redisPrefix: '{ci}:', storage: "/srv/it's here" }, 'w');
  expect(text).toContain("DROVER_REDIS_PREFIX='{ci}:'");
  expect(text).toContain(`DROVER_STORAGE='/srv/it'\\''s here'`);
});

test('the name is one that no worker has', () => {
  expect(freeName([])).toBe('worker-1');
  expect(freeName(['vm', 'worker-3'])).toBe('worker-4');
});
