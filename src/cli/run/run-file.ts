import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatProblems } from '../../definition/format-problems.ts';
import {
  type Definition,
  parseDefinition,
  passwordsOf,
  planOf,
  resolveParameters,
} from '../../definition/index.ts';
import { createMasker, runPlan } from '../../engine/index.ts';
import type { Problem } from '../../errors/error.ts';
import { count } from '../../lib/count.ts';
import { unmaskable } from '../../lib/unmaskable.ts';
import { exitCodeOf } from './exit-code.ts';
import { listenForInterrupts } from './interrupts.ts';
import { LiveView } from './live-view.ts';
import { localEnvironment } from './local-environment.ts';
import { readAssignments } from './read-assignments.ts';
import { summary } from './summary.ts';
import { terminalOf } from './terminal.ts';

export interface RunFileOptions {
  /** A job file; `-` is standard input. */
  file: string;
  /** `NAME=VALUE` each. */
  parameters: string[];
  /** Folder for the logs. Without it they go to a temporary one, which is kept only when the run did not succeed. */
  output?: string;
  /** The folder the commands run in; the current one when not given. */
  workspace?: string;
  stdout: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  stderr: NodeJS.WritableStream;
  color: boolean;
}

/**
 * Runs a job file here and now, and shows it live. Resolves to the exit code: 0 success, 1 failure,
 * 2 a fault in the file or the parameters, 124 timed out, 130 cancelled.
 */
export async function runFile(options: RunFileOptions): Promise<number> {
  const prepared = prepare(options);
  if ('problems' in prepared) {
    options.stderr.write(`${formatProblems(prepared.problems, options.file)}\n`);
    options.stderr.write(`drover: nothing was run: ${count(prepared.problems.length, 'fault')}\n`);
    return 2;
  }
  const { definition, values, secrets } = prepared;
  const logFolder = await makeLogFolder(options.output);
  const terminal = terminalOf(options.stdout, options.color);
  const view = new LiveView(terminal);
  const interrupts = listenForInterrupts((message) => view.say(message));
  const startedAt = performance.now();
  try {
    const record = await runPlan({
      plan: planOf(definition),
      workspace: options.workspace ?? process.cwd(),
      logFolder,
      environment: { ...secrets, ...localEnvironment(options.file, values, options.color) },
      masker: createMasker([...Object.values(passwordsOf(definition, values)), ...Object.values(secrets)]),
      ...interrupts.signals,
      onChange: (run, change) => view.show(run, change),
      onOutput: (log, _offset, bytes) => view.output(log, bytes),
    });
    view.close();
    const keep = options.output !== undefined || record.status !== 'success';
    options.stdout.write(summary(record, terminal, performance.now() - startedAt, logFolder, keep));
    if (!keep) await rm(logFolder, { recursive: true, force: true });
    return exitCodeOf(record.status);
  } finally {
    view.close();
    interrupts.close();
  }
}

function prepare({
  file,
  parameters,
}: RunFileOptions):
  | { definition: Definition; values: Record<string, string>; secrets: Record<string, string> }
  | { problems: readonly Problem[] } {
  let text: Uint8Array;
  try {
    text = readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    return { problems: [{ path: '', message: `cannot be read: ${(error as Error).message}` }] };
  }
  const parsed = parseDefinition(text, { file });
  if ('problems' in parsed) return parsed;
  const given = readAssignments(parameters);
  if ('problems' in given) return given;
  const resolved = resolveParameters(parsed.definition, given.values);
  if ('problems' in resolved) return resolved;
  const secrets = secretsFromHere(parsed.definition);
  if ('problems' in secrets) return secrets;
  return { definition: parsed.definition, values: resolved.values, secrets: secrets.values };
}

/** Without a server they come from the environment, by their names. */
function secretsFromHere({
  secrets = [],
}: Definition): { values: Record<string, string> } | { problems: Problem[] } {
  const problems: Problem[] = [];
  const values: Record<string, string> = {};
  for (const [index, name] of secrets.entries()) {
    const value = process.env[name] ?? '';
    const fault =
      value === '' ? 'is not set in your environment: set it there for this run' : unmaskable(value);
    if (fault !== null) problems.push({ path: `secrets[${index}]`, message: `the secret ${name} ${fault}` });
    values[name] = value;
  }
  return problems.length > 0 ? { problems } : { values };
}

async function makeLogFolder(wanted: string | undefined): Promise<string> {
  if (wanted === undefined) return mkdtemp(join(tmpdir(), 'drover-logs-'));
  await mkdir(wanted, { recursive: true });
  return wanted;
}
