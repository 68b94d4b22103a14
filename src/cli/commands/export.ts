import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { DroverError } from '../../errors/error.ts';
import { count } from '../../lib/count.ts';
import { type ExportPlan, planExport } from '../apply/export-plan.ts';
import type { Client } from '../client/client.ts';
import { connect } from '../client/connect.ts';
import { jobPath } from '../client/paths.ts';
import type { TreeEntry } from '../client/types.ts';
import { addClientFlags, addHelpEnd } from '../command.ts';
import type { Cli } from '../program.ts';

export function define(command: Command, { io, ends }: Cli): void {
  command
    .description(
      'Writes every job as a YAML file, in folders as on the server. "drover import" takes them back.',
    )
    .argument('[folder]', 'where to; it must be empty or missing', 'drover-jobs');
  addHelpEnd(
    addClientFlags(command),
    { 'drover export backup': 'all jobs into the folder backup' },
    [0, 1, 2, 69],
  );
  command.action(
    ends(async (folder: string, { json }: { json?: boolean }) => {
      const client = await connect(command, io);
      const { entries } = await client.get<{ entries: TreeEntry[] }>('/api/jobs');
      const plan = planExport(entries);
      await requireEmpty(folder);
      await writeJobs(client, folder, plan);
      if (json) io.print(JSON.stringify({ folder, ...plan }, null, 2));
      else
        io.print(
          `Wrote ${count(plan.files.length, 'job')} to ${folder}. Take them back: drover import ${folder}`,
        );
      if (!json && plan.skipped.length > 0)
        io.note(`Left out, made again from their parents: ${plan.skipped.join(', ')}`);
      return 0;
    }),
  );
}

async function requireEmpty(folder: string): Promise<void> {
  const inside = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new DroverError(
      'USAGE',
      { detail: `${folder} cannot be written to (${error.code}).` },
      { cause: error },
    );
  });
  if (inside.length > 0)
    throw new DroverError('USAGE', { detail: `${folder} is not empty: name a new folder.` });
}

async function writeJobs(client: Client, folder: string, { folders, files }: ExportPlan): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const path of folders) await mkdir(join(folder, path));
  for (const { job, path } of files) {
    const text = await client.getText(jobPath(job), { headers: { accept: 'application/yaml' } });
    await writeFile(join(folder, path), text, { flag: 'wx' });
  }
}
