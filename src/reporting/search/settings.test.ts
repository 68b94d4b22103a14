import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codeOf } from '../../state/testing/test-state.ts';
import { authorization } from './probe.ts';
import { readSearchSettings } from './settings.ts';

const none = {
  elasticsearchUrl: 'https://search.example.org:9200/base/',
  elasticsearchApiKey: null,
  elasticsearchUsername: null,
  elasticsearchPassword: null,
  elasticsearchCa: null,
  elasticsearchIndex: 'drover',
  elasticsearchDays: 0,
  elasticsearchLogDays: 30,
  indexLogs: false,
};

test('no address, no reporting', async () => {
  expect(await readSearchSettings({ ...none, elasticsearchUrl: null })).toBeNull();
});

test('credentials come from options or from the address, and are not in the address that is told', async () => {
  const fromUrl = await readSearchSettings({
    ...none,
    elasticsearchUrl: 'https://me:p%40ss@search.example.org',
  });
  expect(fromUrl).toMatchObject({
    url: 'https://search.example.org',
    auth: { username: 'me', password: 'p@ss' },
  });
  const key = await readSearchSettings({ ...none, elasticsearchApiKey: 'abc' });
  expect(key).toMatchObject({
    url: 'https://search.example.org:9200/base',
    auth: { apiKey: 'abc' },
    logDays: null,
  });
  expect(authorization(key?.auth ?? null)).toEqual({ authorization: 'ApiKey abc' });
  expect(authorization(fromUrl?.auth ?? null)).toEqual({ authorization: 'Basic bWU6cEBzcw==' });
  expect(authorization(null)).toEqual({});
});

test('half of a pair, two kinds at once, and a certificate that is none are refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'drover-ca-'));
  const file = join(folder, 'ca.pem');
  await writeFile(file, 'not a certificate');
  for (const over of [
    { elasticsearchUsername: 'me' },
    { elasticsearchPassword: 'secret' },
    { elasticsearchApiKey: 'abc', elasticsearchUsername: 'me', elasticsearchPassword: 'secret' },
    { elasticsearchCa: file },
    { elasticsearchCa: join(folder, 'missing.pem') },
  ])
    expect(await codeOf(readSearchSettings({ ...none, ...over }))).toBe('CONFIG_INVALID');
  await rm(folder, { recursive: true });
});
