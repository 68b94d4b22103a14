import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sampleBuild, sampleDefinition } from '../../state/testing/sample-build.ts';
import type { LogLines, LogOutline, LogSearchResult } from '../log-schemas.ts';
import { useServer } from '../testing/test-server.ts';

const given = useServer();
const command = { exitCode: null, signal: null, startedAt: null, finishedAt: null, durationMs: null };
const step = (title: string, log: string) => ({
  title,
  ...command,
  status: 'pending' as const,
  log,
  bytes: 0,
  lines: 0,
  attempts: 0,
});

beforeAll(async () => {
  const { jobs, builds } = given.state;
  await jobs.put('api', sampleDefinition);
  const steps = [step('Compile', 'Build/Compile.log'), step('Later', 'Build/Later.log')];
  const stage = { title: 'Build', status: 'pending' as const, hooks: [], steps, ...command };
  await builds.submit(sampleBuild({ stages: [stage] }), {});
  await write(
    'Build/Compile.log',
    [
      'one',
      '::group::Two',
      'Hello',
      '::endgroup::',
      'a.ts(1,2): error TS1: hello',
      `${'x'.repeat(70_000)}`,
      'é',
    ].join('\n'),
  );
});

async function write(log: string, text: string): Promise<void> {
  const path = join(given.storage.buildFolder({ folder: '', job: 'api', number: 1 }), log);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

async function ask<T>(path: string, query: Record<string, string>) {
  const answer = await given.app.inject({
    url: `/api/jobs/api/builds/1/${path}`,
    query,
    headers: { authorization: `Bearer ${given.tokens.viewer}` },
  });
  return { status: answer.statusCode, json: answer.json<T>() };
}

describe('lines', () => {
  test('come by their numbers, with their places in the file and the size of the whole', async () => {
    const { json } = await ask<LogLines>('lines', { log: 'Build/Compile.log', from: '5', count: '2' });
    expect(json).toMatchObject({ total: 7, size: 70_067, end: 70_067 });
    expect(json.lines).toMatchObject([
      { line: 5, offset: 36, bytes: 27, text: 'a.ts(1,2): error TS1: hello', cut: null },
      { line: 6, bytes: 70_000, cut: 'end' },
    ]);
    expect(json.lines[1]?.text.length).toBe(65_536);
  });

  test('of a command that has printed nothing yet are none', async () => {
    const { status, json } = await ask<LogLines>('lines', { log: 'Build/Later.log' });
    expect(status).toBe(200);
    expect(json).toEqual({ lines: [], style: '', total: 0, size: 0, end: 0 });
  });

  test('beyond the end are none, and those of other files are not found', async () => {
    expect((await ask<LogLines>('lines', { log: 'Build/Compile.log', from: '99' })).json.lines).toEqual([]);
    for (const log of ['nothing.log', '../2/Build/Compile.log', '/etc/passwd', 'Build'])
      expect((await ask('lines', { log })).status).toBe(404);
    expect((await ask('lines', { log: 'Build/Compile.log', from: '0' })).status).toBe(400);
    expect((await ask('lines', { log: 'Build/Compile.log', count: '5001' })).status).toBe(400);
  });
});

describe('search', () => {
  test('finds lines, page by page', async () => {
    const query = { log: 'Build/Compile.log', query: 'hello', ignoreCase: 'true', limit: '1' };
    const first = (await ask<LogSearchResult>('search', query)).json;
    expect(first.found).toEqual([{ line: 3, ranges: [{ offset: 17, bytes: 5 }] }]);
    const second = (await ask<LogSearchResult>('search', { ...query, after: String(first.next) })).json;
    expect(second).toMatchObject({ found: [{ line: 5 }], next: null });
    const exact = (await ask<LogSearchResult>('search', { ...query, ignoreCase: 'false' })).json;
    expect(exact).toMatchObject({ found: [{ line: 5 }], next: null });
  });

  test('refuses what cannot be in a line', async () => {
    for (const query of ['', 'a\nb', 'x'.repeat(201)])
      expect((await ask('search', { log: 'Build/Compile.log', query })).status).toBe(400);
    expect((await ask('search', { log: 'nothing', query: 'x' })).status).toBe(404);
  });
});

test('the outline tells of groups and the first error, by numbers of lines', async () => {
  const { json } = await ask<LogOutline>('outline', { log: 'Build/Compile.log' });
  expect(json).toEqual({
    from: 1,
    firstError: 5,
    errors: [5],
    groups: [{ title: 'Two', line: 2, end: 4, folded: true }],
    annotations: [],
    verbatim: [],
    truncated: false,
  });
});

test('the outline of a log that grows goes on', async () => {
  await write('Build/Later.log', 'error: one\n');
  const outline = async () => (await ask<LogOutline>('outline', { log: 'Build/Later.log' })).json.errors;
  expect(await outline()).toEqual([1]);
  await write('Build/Later.log', 'error: one\nfine\nerror: two\n');
  expect(await outline()).toEqual([1, 3]);
});
