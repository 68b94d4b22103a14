import type { Definition } from '../../definition/index.ts';
import type { Client } from '../client/client.ts';
import { jobPath } from '../client/paths.ts';
import type { TreeEntry } from '../client/types.ts';
import { type LocalJob, parseJobFiles } from './parse-job-files.ts';
import { type ApplyPlan, type FolderChange, type JobChange, planApply } from './plan.ts';
import { readJobFiles } from './read-job-files.ts';
import { indexTree, lastPart, type RemoteJob, type RemoteTree } from './remote-tree.ts';

export interface ApplyOptions {
  /** Files and folders of files. */
  readonly paths: readonly string[];
  /** Name of the folder on the server in which everything is put. */
  readonly folder?: string;
  readonly dryRun: boolean;
  /** Called as each change is made. */
  readonly onFolder: (change: FolderChange) => void;
  readonly onJob: (change: JobChange) => void;
}

/** Makes the server's jobs what the files say. Reads and compares everything before it changes anything. */
export async function applyFiles(client: Client, options: ApplyOptions): Promise<ApplyPlan> {
  const { files, folders } = await readJobFiles(options.paths);
  const jobs = parseJobFiles(files);
  const tree = indexTree((await client.get<{ entries: TreeEntry[] }>('/api/jobs')).entries);
  const placed = place({ folders, jobs }, options.folder, tree);
  const plan = planApply(placed, tree, await readRemote(client, jobs, tree));
  for (const change of plan.folders) {
    if (!options.dryRun) await makeFolder(client, change);
    options.onFolder(change);
  }
  for (const change of plan.jobs) {
    if (!options.dryRun) await makeJob(client, change);
    options.onJob(change);
  }
  return plan;
}

/** Puts everything below a folder of the server, which is made at the top when there is none of that name. */
function place(
  local: { folders: readonly string[]; jobs: readonly LocalJob[] },
  folder: string | undefined,
  tree: RemoteTree,
) {
  if (folder === undefined) return local;
  const base = tree.folders.get(folder) ?? folder;
  const below = (path: string | null) => (path === null || path === '' ? base : `${base}/${path}`);
  return {
    folders: [base, ...local.folders.map(below)],
    jobs: local.jobs.map((job) => ({ ...job, folder: below(job.folder) })),
  };
}

async function readRemote(
  client: Client,
  jobs: readonly LocalJob[],
  tree: RemoteTree,
): Promise<Map<string, RemoteJob>> {
  const remote = new Map<string, RemoteJob>();
  for (const { name, yaml } of jobs) {
    if (!tree.jobs.has(name)) continue;
    const { meta, ...definition } = await client.get<Definition & { meta: { revision: number } }>(
      jobPath(name),
    );
    remote.set(name, {
      definition,
      revision: meta.revision,
      ...(yaml === null ? {} : { yaml: await readYaml(client, name) }),
    });
  }
  return remote;
}

const readYaml = (client: Client, name: string): Promise<string> =>
  client.getText(jobPath(name), { headers: { accept: 'application/yaml' } });

async function makeFolder(client: Client, { name, parent }: FolderChange): Promise<void> {
  await client.send('PUT', `/api/folders/${encodeURIComponent(name)}`, {
    query: { parent: parent === '' ? undefined : parent },
  });
}

/** A job that somebody saved since it was compared is not overwritten: the server answers 409. */
async function makeJob(
  client: Client,
  { name, action, folder, movedFrom, revision, definition, yaml }: JobChange,
): Promise<void> {
  const written =
    yaml === null ? { body: definition } : { body: yaml, headers: { 'content-type': 'application/yaml' } };
  if (action === 'created') {
    await client.send('PUT', jobPath(name), {
      ...written,
      query: { folder: lastPart(folder) || undefined },
    });
  } else if (action === 'changed') {
    const headers = { ...written.headers, 'if-match': `"${revision}"` };
    await client.send('PUT', jobPath(name), { ...written, headers });
  }
  if (movedFrom !== undefined)
    await client.send('POST', `${jobPath(name)}/move`, { body: { folder: lastPart(folder) } });
}
