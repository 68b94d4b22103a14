import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { channelNames, createKeys, keyNames } from './keys.ts';

test('every name begins with the prefix and has its parts filled in', () => {
  const keys = createKeys('{ci}:');
  expect(keys.jobs()).toBe('{ci}:jobs');
  expect(keys.recent('api')).toBe('{ci}:job_api_recent');
  expect(keys.build('api', 3)).toBe('{ci}:job_api_3');
  expect(createKeys('').state('api_3')).toBe('drover:state:api_3');
});

test('docs/redis.md lists exactly these keys and channels', async () => {
  const page = await readFile(resolve(import.meta.dirname, '../../docs/redis.md'), 'utf8');
  const section = (title: string) => {
    const start = page.indexOf(`## ${title}`);
    return page.slice(start, page.indexOf('\n## ', start + 1));
  };
  const listed = (text: string) => new Set([...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name));
  expect(listed(section('The keys'))).toEqual(new Set<string>(Object.values(keyNames)));
  expect(listed(section('Channels'))).toEqual(new Set<string>(Object.values(channelNames)));
});
