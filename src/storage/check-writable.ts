import { randomUUID } from 'node:crypto';
import { mkdir, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jobsFolder } from './paths.ts';

/** Makes the folder for jobs and proves that files can be written there; throws what the system says. */
export async function checkWritable(root: string): Promise<void> {
  const jobs = jobsFolder(root);
  await mkdir(jobs, { recursive: true });
  const probe = join(root, `.check-${randomUUID()}`);
  try {
    // A byte, because a full disk still takes empty files.
    await writeFile(probe, '.', { flag: 'wx' });
  } finally {
    await unlink(probe).catch(() => {});
  }
}
