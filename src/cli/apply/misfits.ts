import { DroverError, type Problem } from '../../errors/error.ts';
import { checkName, refuseDerivedName } from '../../state/names.ts';
import type { LocalJob } from './parse-job-files.ts';
import { lastPart, type RemoteTree } from './remote-tree.ts';

/**
 * What keeps folders and jobs on disk from going onto the server: names that cannot be, and names that are
 * taken. Jobs and folders share one namespace over the whole tree, and a folder cannot be moved.
 */
export function findMisfits(
  folders: readonly string[],
  jobs: readonly LocalJob[],
  tree: RemoteTree,
): Problem[] {
  const folderOf = new Map(tree.folders);
  const problems: Problem[] = [];
  const report = (path: string, message: string | null) => {
    if (message !== null) problems.push({ path, message });
  };
  for (const path of folders) {
    const name = lastPart(path);
    const other = folderOf.get(name);
    report(
      path,
      nameFault(() => checkName('folder', name)),
    );
    if (other !== undefined && other !== path)
      report(path, `the name "${name}" is taken by the folder ${other}`);
    if (tree.jobs.has(name)) report(path, `the name "${name}" is taken by a job`);
    folderOf.set(name, path);
  }
  for (const { name, file } of jobs) {
    report(
      file,
      nameFault(() => checkJobName(name)),
    );
    if (folderOf.has(name)) report(file, `the name "${name}" is taken by the folder ${folderOf.get(name)}`);
  }
  return problems;
}

function checkJobName(name: string): void {
  checkName('job', name);
  refuseDerivedName(name);
}

function nameFault(check: () => void): string | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof DroverError) return error.message;
    throw error;
  }
}
