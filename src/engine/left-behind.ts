import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cookieOf, findProcesses } from './find-processes.ts';
import { isOwnerGone, namespaceMark } from './owner.ts';
import type { LeftProcess } from './record.ts';
import { sweepProcesses } from './sweep-processes.ts';

const graceMs = 2_000;
const folderName = /^drover-(?:run|pipes|git)-(n\d+\.p\d+s\d+)-/;

/**
 * Ends what runs on of the builds of Drover processes that were killed, and removes their temporary folders. What belongs
 * to one that lives is left alone. Resolves to the processes that were found.
 */
export async function removeLeftBehind(): Promise<LeftProcess[]> {
  const gone = new Set<string>();
  for (const pid of (await findProcesses(namespaceMark())).keys()) {
    const mark = /^n\d+\.p\d+s\d+/.exec(cookieOf(pid) ?? '')?.[0];
    if (mark !== undefined && isOwnerGone(mark)) gone.add(mark);
  }
  const left: LeftProcess[] = [];
  for (const mark of gone) left.push(...(await sweepProcesses({ cookie: `${mark}.`, graceMs })));
  await removeFolders();
  return left;
}

async function removeFolders(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names) {
    const mark = folderName.exec(name)?.[1];
    if (mark === undefined || !isOwnerGone(mark)) continue;
    // One of another user's is that user's.
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {});
  }
}
