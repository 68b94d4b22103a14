import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { StepPlan } from '../definition/plan.ts';

export interface ShellCommand {
  file: string;
  args: string[];
}

/**
 * How a command is run: `bash -eo pipefail -c`, or `sh -e -c` where the definition says so or there is
 * no bash. Throws when there is neither. The path is the node's, whatever PATH the definition sets for its commands.
 */
export function shellCommand(shell: StepPlan['shell'], command: string): ShellCommand {
  const bash = shell === 'bash' ? pathOf('bash') : null;
  if (bash !== null) return { file: bash, args: ['-eo', 'pipefail', '-c', command] };
  const sh = pathOf('sh');
  if (sh === null) throw new Error('there is neither bash nor sh on this node');
  return { file: sh, args: ['-e', '-c', command] };
}

const found = new Map<string, string>();

function pathOf(name: string): string | null {
  const known = found.get(name);
  if (known !== undefined) return known;
  const folders = (process.env['PATH'] ?? '').split(delimiter).concat('/bin', '/usr/bin').filter(Boolean);
  const path = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (path !== undefined) found.set(name, path);
  return path ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
