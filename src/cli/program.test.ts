import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import picocolors from 'picocolors';
import { describe, expect, test } from 'vitest';
import { commands } from './commands/index.ts';
import { exitCodes } from './exit-codes.ts';
import { type Io, wantsColors } from './io.ts';
import { runCli } from './program.ts';

const examples = new URL('../../examples/', import.meta.url).pathname;

/** Runs one command line in this process. Nothing listens on port 1. */
async function drover(...argv: string[]) {
  let out = '';
  let err = '';
  const io: Io = {
    print: (lines) => {
      out += `${lines}\n`;
    },
    note: (lines) => {
      err += `${lines}\n`;
    },
    write: async (bytes) => {
      out += Buffer.from(bytes).toString();
    },
    readerIsGone: () => false,
    colors: picocolors.createColors(false),
    noteColors: picocolors.createColors(false),
    width: 100,
    environment: { DROVER_URL: 'http://127.0.0.1:1' },
    folder: tmpdir(),
    readInput: async () => Buffer.from('stage: []\n'),
  };
  return { exit: await runCli(argv, io), out, err };
}

describe('help', () => {
  test('the list of commands names each one', async () => {
    const { exit, out } = await drover();
    expect(exit).toBe(0);
    for (const { name, summary } of commands) expect(out).toMatch(new RegExp(`^  ${name} .*${summary}`, 'm'));
  });

  test.each(commands.map(({ name }) => name))(
    '%s has examples and exit codes, in lines that fit',
    async (name) => {
      const { exit, out } = await drover(name, '--help');
      expect(exit).toBe(0);
      expect(out).toContain('Examples:\n');
      expect(out).toContain('Exit codes:\n');
      expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
      expect(await drover('help', name)).toEqual({ exit, out, err: '' });
    },
  );

  test('docs/cli.md names every command and every exit code', async () => {
    const page = await readFile(new URL('../../docs/cli.md', import.meta.url), 'utf8');
    for (const { name } of commands) expect(page).toContain(`\`drover ${name}`);
    for (const [code, meaning] of Object.entries(exitCodes))
      expect(page).toContain(`| ${code} | ${meaning} |`);
  });
});

describe('faults', () => {
  test.each([
    [['strat'], 'drover: Unknown command \'strat\' (Did you mean start?) Try "drover --help".\n'],
    [['start'], 'drover: Missing required argument \'job\'. Try "drover start --help".\n'],
    [['jobs', '--bogus'], 'drover: Unknown option \'--bogus\'. Try "drover jobs --help".\n'],
    [
      ['start', 'x', '-p', 'novalue'],
      'drover: The parameters cannot be read.\n  "novalue" is no parameter: write NAME=VALUE.\n',
    ],
    [
      ['jobs', '--url', 'ftp://x'],
      'drover: The configuration has 1 fault.\n  --url: url must begin http:// or https://, not "ftp://x".\n',
    ],
  ])('%j is a usage fault: exit 2 and what to do', async (argv, err) => {
    expect(await drover(...argv)).toEqual({ exit: 2, out: '', err });
  });

  test('a server that cannot be reached: exit 69 and one sentence that says what to start', async () => {
    const { exit, out, err } = await drover('jobs');
    expect(exit).toBe(69);
    expect(out).toBe('');
    expect(err).toMatch(
      /^drover: No Drover server answers at http:\/\/127\.0\.0\.1:1 \(.+\)\. Start one with "drover up".*\n$/,
    );
  });

  test('with --json an error is JSON on stderr', async () => {
    const { exit, out, err } = await drover('jobs', '--json', '--url', 'x');
    expect(exit).toBe(2);
    expect(out).toBe('');
    expect(JSON.parse(err)).toMatchObject({
      error: { code: 'CONFIG_INVALID', exit: 2, problems: [{ path: '--url' }] },
    });
  });
});

describe('validate', () => {
  test('the examples are valid', async () => {
    const files = ['hello', 'parameters', 'hooks-and-failure', 'drover'].map(
      (name) => `${examples}${name}.yaml`,
    );
    const { exit, out } = await drover('validate', ...files);
    expect(out).toBe(files.map((file) => `${file}: valid\n`).join(''));
    expect(exit).toBe(0);
  });

  test('a fault is told with line and column: exit 1', async () => {
    const { exit, out } = await drover('validate', '-');
    expect(out).toMatch(/^\(standard input\):1:1: .*stages/);
    expect(exit).toBe(1);
    const { files } = JSON.parse((await drover('validate', '-', '--json')).out);
    expect(files[0].problems[0]).toMatchObject({ line: 1, column: 1 });
  });

  test('a file that is not there is a usage fault', async () => {
    const { exit, err } = await drover('validate', '/nowhere.yaml');
    expect(err).toBe('drover: /nowhere.yaml cannot be read (ENOENT).\n');
    expect(exit).toBe(2);
  });
});

test.each([
  [{}, true, true],
  [{}, false, false],
  [{ TERM: 'dumb' }, true, false],
  [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
])('with %j and a terminal: %s, colours are %s', (environment, isTerminal, expected) => {
  expect(wantsColors(environment, isTerminal)).toBe(expected);
});
