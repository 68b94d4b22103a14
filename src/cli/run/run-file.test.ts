import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runFile } from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-run-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function job(text: string): string {
  const file = join(folder, 'job.yaml');
  writeFileSync(file, text);
  return file;
}

async function run(text: string, parameters: string[] = [], given = {}) {
  const sink = () => {
    const chunks: string[] = [];
    const stream = new Writable({
      write(chunk, _encoding, done) {
        chunks.push(String(chunk));
        done();
      },
    });
    return {
      stream,
      text: () =>
        chunks
          .join('')
          .replace(/\d+(\.\d+)? (ms|s)\b/g, '~')
          .replaceAll(folder, ''),
    };
  };
  const [stdout, stderr] = [sink(), sink()];
  const file = job(text);
  const output = join(folder, 'logs');
  const options = { file, parameters, output, workspace: folder, color: false, ...given };
  const code = await runFile({ ...options, stdout: stdout.stream, stderr: stderr.stream });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

test('shows a run as it goes, and a summary', async () => {
  const { code, stdout } = await run(`
onFailure: echo "$CI_RESULT"
parameters: [{ title: WHO, default: world }]
stages:
  - title: Build
    steps:
      - { title: Greet, command: 'printf "hello $WHO\\nno newline"' }
      - { title: Lint, command: 'exit 2', ignoreExitCode: true }
  - title: Test
    steps:
      - { title: Unit, command: 'printf "\\033[31mred\\033[0m\\n"; exit 1' }
      - { title: End to end, command: 'true' }
`);
  expect(code).toBe(1);
  expect(stdout.replace(/ +(?=~|skipped)/g, ' ')).toBe(`Build  stage 1 of 2
  ▸ Greet
  │ hello world
  │ no newline
  ✓ Greet ~
  ▸ Lint
  ▲ Lint ~  exited 2 (ignored)
Test  stage 2 of 2
  ▸ Unit
  │ red
  ✕ Unit ~  exited 1
▸ onFailure
│ failure
✓ onFailure ~

✕ Failed in ~  1 warning
  Test ▸ Unit exited 1

  ✓ Build ~
    ✓ Greet ~
    ▲ Lint ~  exited 2 (ignored)
  ✕ Test ~
    ✕ Unit ~  exited 1
    – End to end skipped

Last lines of Test ▸ Unit:
  │ red

Logs: /logs
`);
  expect(readFileSync(join(folder, 'logs/Build/Greet.log'), 'utf8')).toBe('hello world\nno newline');
});

const results: [what: string, code: number, text: string, parameters?: string[]][] = [
  ['a success', 0, 'stages: [{ steps: [{ command: "true" }] }]'],
  ['a failure', 1, 'stages: [{ steps: [{ command: "false" }] }]'],
  ['a timeout', 124, 'stages: [{ steps: [{ command: "sleep 100", timeout: 100ms }] }]'],
  ['a fault in the file', 2, 'stages: [{ steps: [{ comand: "true" }] }]'],
  ['a parameter that is not there', 2, 'stages: [{ steps: [{ command: "true" }] }]', ['X=1']],
  ['a parameter without a value', 2, 'stages: [{ steps: [{ command: "true" }] }]', ['X']],
];

test.each(results)('the exit code of %s is %i', async (_what, code, text, parameters) => {
  expect((await run(text, parameters)).code).toBe(code);
});

test('a fault is told with its place, and nothing is run', async () => {
  const { stdout, stderr } = await run('stages: [{ steps: [{ comand: "touch ran" }] }]');
  expect(stderr).toContain('/job.yaml:1:22: unknown field `comand`: did you mean `command`?');
  expect(stdout).toBe('');
  expect(existsSync(join(folder, 'ran'))).toBe(false);
});

test('Ctrl-C cancels, runs the onFailure hook and exits with 130', async () => {
  const file = job(
    'onFailure: echo "tidy after $CI_RESULT"\nstages: [{ steps: [{ command: "echo ready; sleep 100" }] }]',
  );
  const module = fileURLToPath(new URL('./index.ts', import.meta.url));
  const script = `import { runFile } from ${JSON.stringify(module)};
    const { stdout, stderr } = process;
    process.exitCode = await runFile({ file: ${JSON.stringify(file)}, parameters: [], stdout, stderr, color: false });`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    if (!output.includes('ready') && String(chunk).includes('ready')) child.kill('SIGINT');
    output += chunk;
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(130);
  expect(output).toContain('drover: Cancelling. Press Ctrl-C again to skip the hooks.');
  expect(output).toContain('│ tidy after cancelled');
  const logs = /^Logs: (.*)$/m.exec(output)?.[1] as string;
  expect(readFileSync(join(logs, 'stage-1/step-1.log'), 'utf8')).toContain('cancelled by Ctrl-C');
  rmSync(logs, { recursive: true });
});
