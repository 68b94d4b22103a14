import { expect, test } from 'vitest';
import { parseMarker, resumes } from './markers.ts';

test.each([
  ['::group::Install', { kind: 'open', title: 'Install', folded: true }],
  ['##[group]Run npm ci', { kind: 'open', title: 'Run npm ci', folded: true }],
  ['::endgroup::', { kind: 'close' }],
  ['##[endgroup]', { kind: 'close' }],
  ['--- :hammer: Build', { kind: 'open', title: ':hammer: Build', folded: true }],
  ['+++ Test', { kind: 'open', title: 'Test', folded: false }],
  ['~~~ Quiet', { kind: 'open', title: 'Quiet', folded: true }],
  ['^^^ +++', { kind: 'unfold' }],
  ['::stop-commands::pause-1', { kind: 'stop', token: 'pause-1' }],
  ['::error::It broke', { kind: 'annotation', level: 'error', message: 'It broke' }],
  [
    '::error file=src/a.ts,line=12,endLine=13,col=3,title=Type::expected%2C 100%25%0Aof it',
    {
      kind: 'annotation',
      level: 'error',
      message: 'expected%2C 100%\nof it',
      title: 'Type',
      file: 'src/a.ts',
      fileLine: 12,
    },
  ],
  [
    '::warning file=a%3Ab%2Cc::x::y',
    { kind: 'annotation', level: 'warning', message: 'x::y', file: 'a:b,c' },
  ],
  ['##[warning]careful', { kind: 'annotation', level: 'warning', message: 'careful' }],
])('%j is a marker', (line, marker) => {
  expect(parseMarker(line)).toEqual(marker);
});

test.each([
  '---',
  '--- ',
  '-----',
  '--- FAIL: TestAdd (0.00s)',
  '--- PASS: TestAdd (0.00s)',
  '--- a/src/index.ts',
  '+++ b/src/index.ts',
  '--- /dev/null',
  ' ::group::indented',
  '::set-output name=x::1',
  '::error without an end',
  '# heading',
  '^^^ here',
  '',
])('%j is just text', (line) => {
  expect(parseMarker(line)).toBeNull();
});

test('only its own token ends a stretch without commands', () => {
  expect(resumes('::pause-1::', 'pause-1')).toBe(true);
  expect(resumes('::pause-2::', 'pause-1')).toBe(false);
});
