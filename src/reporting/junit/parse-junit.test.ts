import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJunit } from './parse-junit.ts';

const parse = (text: string, most = 1_000) => parseJunit(text, most);

const casesOf = (text: string) => {
  const report = parse(text);
  if ('fault' in report) throw new Error(report.fault);
  return report.cases;
};

test('cases of suites in suites, with class, time and outcome', () => {
  const cases = casesOf(`<?xml version="1.0" encoding="UTF-8"?>
<!-- made by a tool -->
<testsuites name="all" tests="5">
  <testsuite name="outer">
    <testsuite name="inner"><testcase name="plain" time="0.25"/></testsuite>
    <testcase classname="a.B" name="fails" time="1,234.5" file="b.ts">
      <failure message="expected &lt;1&gt; &amp; got &#50;" type="AssertionError">at line 1 &#x1F600;</failure>
    </testcase>
    <testcase name="breaks"><error type="TypeError"><![CDATA[<stack> & more]]></error></testcase>
    <testcase name="later"><skipped message="not today"/></testcase>
    <testcase name="again" time="-1"><flakyFailure message="timeout">1st run</flakyFailure></testcase>
    <properties><property name="x" value="y"/></properties>
    <system-out>noise</system-out>
  </testsuite>
</testsuites>`);
  expect(cases).toEqual([
    { suite: 'inner', name: 'plain', status: 'passed', durationMs: 250 },
    {
      suite: 'a.B',
      name: 'fails',
      status: 'failed',
      durationMs: 1_234_500,
      message: 'expected <1> & got 2',
      details: 'at line 1 😀',
      file: 'b.ts',
    },
    {
      suite: 'outer',
      name: 'breaks',
      status: 'failed',
      durationMs: 0,
      message: 'TypeError',
      details: '<stack> & more',
    },
    { suite: 'outer', name: 'later', status: 'skipped', durationMs: 0, message: 'not today' },
    {
      suite: 'outer',
      name: 'again',
      status: 'flaky',
      durationMs: 0,
      message: 'timeout',
      details: '1st run',
    },
  ]);
});

test('a single suite at the top, and one without tests', () => {
  expect(casesOf('<testsuite name="s"><testcase name="t"/></testsuite>')).toHaveLength(1);
  expect(casesOf('<testsuites/>')).toEqual([]);
});

test('what is no report is told with its place', () => {
  expect(parse('<testsuite>\n  <testcase name="x">\n</testsuite>')).toMatchObject({
    line: expect.any(Number),
  });
  expect(parse('<html></html>')).toEqual({ fault: 'it has no testsuites and no testsuite' });
  for (const text of ['', 'plain text', '{"json": true}', '<a', '\0\0\0'])
    expect(parse(text)).toHaveProperty('fault');
});

test('entities of a file are not followed: nothing is fetched, and nothing multiplies', () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]>
<testsuite name="s"><testcase name="&c;"><failure>&x;&c;</failure></testcase></testsuite>`;
  const report = parse(bomb);
  const text = JSON.stringify(report);
  expect(text.length).toBeLessThan(1_000);
  expect(text).not.toContain('root:');
  expect(text).not.toContain('aaaaaaaaaaa');
});

test('too many cases are cut, and that is told', () => {
  const many = `<testsuite>${'<testcase name="t"/>'.repeat(20)}</testsuite>`;
  expect(parse(many, 20)).toMatchObject({ truncated: false });
  const cut = parse(many, 7);
  expect('cases' in cut && cut.cases.length).toBe(7);
  expect(cut).toMatchObject({ truncated: true });
});

test('long texts are cut, and a thousand suites in each other end', () => {
  const [one] = casesOf(
    `<testsuite><testcase name="${'n'.repeat(5_000)}"><failure message="${'m'.repeat(5_000)}">${'d'.repeat(50_000)}</failure></testcase></testsuite>`,
  );
  expect(one?.name.length).toBe(300);
  expect(one?.message?.length).toBe(1_000);
  expect(one?.details?.length).toBe(10_000);
  const deep = `${'<testsuite>'.repeat(1_000)}<testcase name="t"/>${'</testsuite>'.repeat(1_000)}`;
  expect(() => parse(deep)).not.toThrow();
});

test('names that mean something to the language are names', () => {
  const [one] = casesOf('<testsuite name="__proto__"><testcase name="constructor"/></testsuite>');
  expect(one).toMatchObject({ suite: '__proto__', name: 'constructor', status: 'passed' });
});

test('whatever it is given, it answers', () => {
  const piece = fc.constantFrom(
    '<testsuite',
    '<testcase name="a"',
    '>',
    '/>',
    '</testsuite>',
    '<![CDATA[',
    ']]>',
    '&',
    '<!--',
    '<failure>',
    '"',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (parts) => {
      const report = parse(parts.join(''));
      expect('fault' in report || Array.isArray(report.cases)).toBe(true);
    }),
  );
});
