import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from './environment.ts';
import { parseExports } from './parse-exports.ts';
import type { Prepared } from './preparation.ts';
import type { Run } from './run.ts';

/**
 * What a command tells by writing to files, since output that steers a build could be printed by anybody:
 * `CI_ENV` sets variables of the commands after it, `CI_PATH` puts folders before their PATH, `CI_SUMMARY` is
 * kept with the build. They lie in the run's temporary folder and are there once a command has written them, so
 * a command that does not pays for a look at two names.
 */
const names = { CI_ENV: '.ci-env', CI_PATH: '.ci-path', CI_SUMMARY: '.ci-summary' } as const;

/** More is a mistake, as a log that was sent to the wrong file. */
const LARGEST = 1024 * 1024;

export const commandFiles = (tmp: string): Environment =>
  Object.fromEntries(Object.entries(names).map(([variable, name]) => [variable, join(tmp, name)]));

/** What the commands so far have set for those to come, as plain JSON. */
export interface Exported {
  readonly env: Environment;
  /** Those of the caller's variables that were given another value. */
  readonly parameters: Environment;
  readonly path: string[];
  /** What came before the commands has set, where there was something to prepare. */
  prepared?: Prepared;
}

/**
 * Takes what the last command wrote and gives it to those after it. Answers with a sentence when that is not as
 * it has to be; then nothing of it counts.
 */
export function takeExports(run: Run): string | null {
  const env = takeText(join(run.tmp, names.CI_ENV), run.user?.uid);
  const path = takeText(join(run.tmp, names.CI_PATH), run.user?.uid);
  if (env === null && path === null) return null;
  if (env !== null && 'fault' in env) return `CI_ENV ${env.fault}`;
  if (path !== null && 'fault' in path) return `CI_PATH ${path.fault}`;
  const parsed = parseExports(env?.text ?? '', run.mask);
  if ('fault' in parsed) return parsed.fault;
  // A parameter stands above the environment of the definition: to change it for later commands, it is changed there.
  for (const { name, value } of parsed.exports) {
    if (name in run.callerEnvironment) run.exported.parameters[name] = run.callerEnvironment[name] = value;
    else run.exported.env[name] = value;
  }
  const folders = (path?.text ?? '').split('\n').filter((line) => line !== '');
  run.exported.path.unshift(...folders.reverse());
  return null;
}

/** Copies the summary to `target`. Null when there is none, or a sentence about why it is not kept. */
export async function keepSummary(run: Run, target: string): Promise<'kept' | { fault: string } | null> {
  const taken = takeBytes(join(run.tmp, names.CI_SUMMARY), run.user?.uid);
  if (taken === null) return null;
  if ('fault' in taken) return { fault: `CI_SUMMARY ${taken.fault}` };
  try {
    await writeFile(target, run.masker === null ? taken.bytes : run.masker.bytes(taken.bytes));
    return 'kept';
  } catch (error) {
    return { fault: `CI_SUMMARY cannot be kept: ${(error as Error).message}` };
  }
}

function takeText(path: string, uid: number | undefined): { text: string } | { fault: string } | null {
  const taken = takeBytes(path, uid);
  if (taken === null || 'fault' in taken) return taken;
  if (!isUtf8(taken.bytes)) return { fault: 'is not UTF-8 text' };
  return { text: taken.bytes.toString() };
}

/** Reads the file and removes it. A command may put anything there: a pipe that never ends, a link to a file of others. */
function takeBytes(path: string, uid: number | undefined): { bytes: Buffer } | { fault: string } | null {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return null;
  let fd: number | null = null;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = fstatSync(fd);
    if (!stat.isFile()) return { fault: 'is not a plain file' };
    // A link to a file of others, where the system lets one be made.
    if (uid !== undefined && stat.uid !== uid) return { fault: 'belongs to another user' };
    if (stat.size > LARGEST) return { fault: 'is larger than 1 MiB' };
    const bytes = Buffer.alloc(stat.size);
    return { bytes: bytes.subarray(0, readSync(fd, bytes, 0, stat.size, 0)) };
  } catch (error) {
    return { fault: `cannot be read (${(error as NodeJS.ErrnoException).code})` };
  } finally {
    if (fd !== null) closeSync(fd);
    rmSync(path, { force: true, recursive: true });
  }
}
