import type { BuildSummary } from '../state/build.ts';
import type { Client } from './client/client.ts';
import { buildPath } from './client/paths.ts';
import { followBuild } from './follow-build.ts';
import type { Io } from './io.ts';

/** What `start` and `rerun` do with the build they made: tell number and address, and watch it if asked to. */
export async function announceBuild(
  client: Client,
  io: Io,
  build: BuildSummary,
  { follow = false, json = false }: { follow?: boolean; json?: boolean },
): Promise<number> {
  const { job, number } = build;
  const address = `${client.url}${buildPath(job, number)}`;
  if (follow) {
    if (!json) io.note(io.noteColors.dim(`${job} #${number}  ${address}`));
    return await followBuild(client, io, job, number, { quiet: json });
  }
  if (json) io.print(JSON.stringify({ ...build, address }, null, 2));
  else io.print(`${job} #${number}  ${address}\nWatch it: drover follow ${job} ${number}`);
  return 0;
}
