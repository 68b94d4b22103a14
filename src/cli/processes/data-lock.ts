import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DroverError } from '../../errors/error.ts';

/**
 * Holds a data folder for one `drover up`. The lock is a file with the pid and the start time of its
 * holder: what a crash left behind is told from a living holder, also when the pid was given out again.
 */
export async function lockDataFolder(data: string): Promise<() => Promise<void>> {
  await mkdir(data, { recursive: true, mode: 0o700 });
  const path = join(data, 'up.lock');
  const mine = `${process.pid} ${await startTime(process.pid)}\n`;
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await writeFile(path, mine, { flag: 'wx', mode: 0o600 });
      if (attempt > 0) await outlastRivals();
      if ((await readFile(path, 'utf8').catch(() => '')) === mine) return () => rm(path, { force: true });
      continue;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = await readFile(path, 'utf8').catch(() => '');
    const pid = Number(holder.split(' ')[0]);
    if (holder !== '' && holder === `${pid} ${await startTime(pid)}\n`) {
      throw new DroverError('ALREADY_RUNNING', {
        detail: `Another "drover up" (process ${pid}) uses the data folder ${data}. Stop it, or choose another with --data.`,
      });
    }
    await rm(path, { force: true });
  }
  throw new DroverError('ALREADY_RUNNING', {
    detail: `Another "drover up" is starting on the data folder ${data}.`,
  });
}

/** Two that found the same stale lock may each remove what the other wrote: the last to write has it. */
const outlastRivals = () => new Promise((resolve) => setTimeout(resolve, 50));

/** Clock ticks after boot at which a process started; where there is no /proc, whether it lives. */
async function startTime(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    try {
      process.kill(pid, 0);
      return 'alive';
    } catch {
      return 'gone';
    }
  }
}
