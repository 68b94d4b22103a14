import { isDeepStrictEqual } from 'node:util';
import type { Definition } from '../../definition/index.ts';
import { DroverError } from '../../errors/error.ts';
import { count } from '../../lib/count.ts';
import { findMisfits } from './misfits.ts';
import type { LocalJob } from './parse-job-files.ts';
import { lastPart, parentOf, type RemoteJob, type RemoteTree } from './remote-tree.ts';

export interface FolderChange {
  readonly path: string;
  readonly name: string;
  /** Name of the folder it is made in; empty at the top. */
  readonly parent: string;
}

export interface JobChange {
  readonly name: string;
  readonly file: string;
  readonly action: 'created' | 'changed' | 'moved' | 'unchanged';
  /** Folder path in which it ends up. */
  readonly folder: string;
  /** Folder path in which it was, when that is another; a job that was moved may be changed too. */
  readonly movedFrom?: string;
  /** The revision on the server that is changed. */
  readonly revision?: number;
  readonly definition: Definition;
  /** As it was written; null where it is JSON. */
  readonly yaml: string | null;
}

export interface ApplyPlan {
  readonly folders: readonly FolderChange[];
  readonly jobs: readonly JobChange[];
}

/** Compares what lies on disk with what the server has. Pure. Throws USAGE where the two cannot go together. */
export function planApply(
  local: { readonly folders: readonly string[]; readonly jobs: readonly LocalJob[] },
  tree: RemoteTree,
  remote: ReadonlyMap<string, RemoteJob>,
): ApplyPlan {
  const problems = findMisfits(local.folders, local.jobs, tree);
  if (problems.length > 0) {
    const detail = `The files do not fit the server: ${count(problems.length, 'fault')}; nothing was changed.`;
    throw new DroverError('USAGE', { detail }, { problems });
  }
  const folders = local.folders
    .filter((path) => !tree.folders.has(lastPart(path)))
    .map((path) => ({ path, name: lastPart(path), parent: lastPart(parentOf(path)) }));
  return {
    folders,
    jobs: local.jobs.map((job) => planJob(job, tree.jobs.get(job.name), remote.get(job.name))),
  };
}

function planJob(local: LocalJob, nowIn: string | undefined, remote: RemoteJob | undefined): JobChange {
  const { name, file, definition, yaml } = local;
  if (nowIn === undefined || remote === undefined) {
    return { name, file, action: 'created', folder: local.folder ?? '', definition, yaml };
  }
  const folder = local.folder ?? nowIn;
  const same = isSame(local, remote);
  return {
    name,
    file,
    action: !same ? 'changed' : folder === nowIn ? 'unchanged' : 'moved',
    folder,
    ...(folder === nowIn ? {} : { movedFrom: nowIn }),
    revision: remote.revision,
    definition,
    yaml,
  };
}

/** YAML also by its text: whoever has changed a comment wants to see it on the server. */
const isSame = ({ definition, yaml }: LocalJob, remote: RemoteJob): boolean =>
  isDeepStrictEqual(remote.definition, definition) &&
  (yaml === null || remote.yaml === undefined || yaml === remote.yaml);
