import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createStorage } from '../../storage/index.ts';
import { collectTests, junitLimits } from './collect-tests.ts';
import { summaryOf } from './results.ts';

let workspace: string;

beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'drover-junit-'));
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(workspace, path)), { recursive: true });
  await writeFile(join(workspace, path), text);
}

const collect = (globs: string[], mask = (text: string) => text) =>
  collectTests(createStorage(join(workspace, '.storage')), workspace, globs, mask);

const suite = (...cases: string[]) => `<testsuite name="s">${cases.join('')}</testsuite>`;
const passed = '<testcase name="good" time="0.01"/>';
const failed = '<testcase name="bad" time="2"><failure message="no"/></testcase>';

test('files that match are added up, and the summary tells the worst', async () => {
  await write('reports/a.xml', suite(passed, failed));
  await write('reports/deep/b.xml', suite(passed, '<testcase name="not"><skipped/></testcase>'));
  await write('other.xml', suite(failed));
  const { results, notes } = await collect(['reports/**/*.xml']);
  expect(notes).toEqual([]);
  expect(results).toMatchObject({ total: 4, passed: 2, failed: 1, skipped: 1, files: 2, durationMs: 2_020 });
  if (results === null) throw new Error('none');
  expect(summaryOf(results, 'api_1')).toEqual({
    total: 4,
    passed: 2,
    failed: 1,
    skipped: 1,
    durationMs: 2_020,
    failures: [{ suite: 's', name: 'bad', message: 'no' }],
    flaky: [],
    slowest: [
      { suite: 's', name: 'bad', durationMs: 2_000 },
      { suite: 's', name: 'good', durationMs: 10 },
      { suite: 's', name: 'good', durationMs: 10 },
    ],
  });
});

test('a failure is told with the line of the repository where it happened', async () => {
  const bad = (name: string, where: string, text: string) =>
    `<testcase name="${name}" ${where}><failure message="no">${text}</failure></testcase>`;
  const stack = [
    'at node_modules/x/a.js:1:1',
    'at helper (/w/api_1/test/help.ts:3:9)',
    'at test/a.test.ts:8:2',
  ];
  await write(
    'a.xml',
    suite(
      bad('stack', 'file="test/a.test.ts" line="5"', stack.join('\n')),
      bad('no stack', 'file="test/a.test.ts" line="5"', ''),
      bad('no file', '', stack.join('\n')),
      bad('outside', 'file="/usr/lib/a.ts"', ''),
    ),
  );
  const { results } = await collect(['a.xml']);
  if (results === null) throw new Error('none');
  expect(summaryOf(results, 'api_1').failures.map(({ path, line }) => path && `${path}:${line}`)).toEqual([
    'test/a.test.ts:8',
    'test/a.test.ts:5',
    'test/help.ts:3',
    undefined,
  ]);
});

test('a broken file is a note with its place, and the others count', async () => {
  await write('a.xml', suite(passed));
  await write('b.xml', '<testsuite>\n<testcase name="x">\n</testsuite>');
  const { results, notes } = await collect(['*.xml']);
  expect(results).toMatchObject({ total: 1, files: 1 });
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(/^The test report b\.xml:\d+:\d+ is no JUnit XML: .+\.$/);
});

test('patterns that match nothing, links and files that are too large are notes', async () => {
  await write('real.xml', suite(passed));
  await symlink('/etc/passwd', join(workspace, 'link.xml'));
  await write('large.xml', 'x'.repeat(junitLimits.fileBytes + 1));
  const { results, notes } = await collect(['*.xml', 'missing/*.xml']);
  expect(results?.total).toBe(1);
  expect(notes.join('\n')).toContain('"link.xml" was left out: it is a symbolic link');
  expect(notes.join('\n')).toContain('No file matches "missing/*.xml"');
  expect(notes.join('\n')).toContain('"large.xml" was left out');
});

test('nothing at all is no result', async () => {
  expect((await collect(['*.xml'])).results).toBeNull();
});

test('what is to be hidden is hidden in names, messages and notes', async () => {
  await write('geheim.xml', '<testsuite');
  await write(
    'ok.xml',
    suite('<testcase name="geheim"><failure message="geheim">geheim</failure></testcase>'),
  );
  const { results, notes } = await collect(['*.xml'], (text) => text.replaceAll('geheim', '***'));
  expect(JSON.stringify({ results, notes })).not.toContain('geheim');
});

test('more notes than anybody reads are counted', async () => {
  for (let index = 0; index < 30; index += 1) await write(`${index}.xml`, '<no');
  const { notes } = await collect(['*.xml']);
  expect(notes).toHaveLength(21);
  expect(notes.at(-1)).toBe('And 10 more of the kind.');
});
