import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { DroverError, type Problem } from '../errors/error.ts';
import { ServerProblem } from './client/server-problem.ts';
import type { Io } from './io.ts';

/** An error as a command line shows it. */
interface Report {
  readonly code: string;
  readonly message: string;
  readonly exit: number;
  readonly problems: readonly Problem[];
}

/**
 * The one place where an error becomes words on stderr and an exit code. People get one sentence and the
 * faults; `--json` gives `{"error": {code, message, exit, problems}}`. Stack traces go to a file.
 */
export async function reportError(
  error: unknown,
  io: Io,
  how: { readonly json: boolean; readonly help: string },
): Promise<number> {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const report = await describeError(error, how.help);
  if (how.json) {
    io.note(JSON.stringify({ error: report }));
  } else {
    io.note(`${io.noteColors.red('drover:')} ${report.message}`);
    for (const problem of report.problems) io.note(`  ${formatProblem(problem)}`);
  }
  return report.exit;
}

async function describeError(error: unknown, help: string): Promise<Report> {
  if (error instanceof DroverError || error instanceof ServerProblem) {
    const { code, message, exit, problems } = error;
    return { code, message, exit, problems };
  }
  if (error instanceof CommanderError) {
    return { code: 'USAGE', message: `${usageMessage(error)} Try "${help}".`, exit: 2, problems: [] };
  }
  const refused = refusalOfRedis(error);
  if (refused !== null) return { code: 'REDIS_UNAVAILABLE', message: refused, exit: 69, problems: [] };
  return { ...(await recordFault(error)), exit: 70, problems: [] };
}

/** Null: it is something else. What Redis says names the command or the kind of name, and no value. */
function refusalOfRedis(error: unknown): string | null {
  if (!(error instanceof Error) || !/^NOPERM\b/.test(error.message)) return null;
  return `Redis refuses what Drover has to do (${error.message}). The rights that the user of DROVER_REDIS_URL needs are in docs/security.md, "Redis".`;
}

function usageMessage(error: CommanderError): string {
  const message = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  const sentence = `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
  return /[.?)]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** Keeps the details of a fault of Drover itself in a file, so that its report can be read and sent on. */
async function recordFault(error: unknown): Promise<Pick<Report, 'code' | 'message'>> {
  const id = randomUUID();
  const file = join(tmpdir(), `drover-fault-${id}.log`);
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const kept = await writeFile(file, `${details}\n`, { mode: 0o600, flag: 'wx' }).then(
    () => true,
    () => false,
  );
  const where = kept ? `${file} has the details.` : `The details: ${details.split('\n', 1)[0]}`;
  return { code: 'INTERNAL', message: `Something in Drover failed (${id}). ${where}` };
}

/** `file:line:column: message`, as editors and terminals link it. */
export function formatProblem({ path, line, column, message }: Problem): string {
  const place = [path, line, column].filter((part) => part !== undefined && part !== '').join(':');
  return place === '' ? message : `${place}: ${message}`;
}
