import type { JobEntry } from '../state/tree.ts';
import type { QueueContext } from './context.ts';

/** A job that says itself how long its builds are kept; what it leaves out is as everywhere. */
export interface JobRetention {
  readonly job: string;
  /** Path of its folder, empty for the top. */
  readonly folder: string;
  readonly builds?: number;
  /** 0: no limit. */
  readonly days?: number;
}

const atOnce = 100;

/**
 * In the order of the tree. Copies for branches and pull requests are left out: they have what their job says.
 * `visible` says of the path of a folder whether what lies there is to be told of; null: everything is.
 */
export async function listRetention(
  { state }: Pick<QueueContext, 'state'>,
  visible: ((folder: string) => boolean) | null,
): Promise<JobRetention[]> {
  const own = (await state.jobs.list()).filter(
    (job) => job.parent === undefined && (visible === null || visible(folderOf(job))),
  );
  const found: JobRetention[] = [];
  for (let start = 0; start < own.length; start += atOnce) {
    const some = own.slice(start, start + atOnce);
    // One that was deleted meanwhile, or cannot be read, says nothing.
    const jobs = await Promise.all(some.map(({ name }) => state.jobs.get(name).catch(() => null)));
    for (const [index, entry] of some.entries()) {
      const retention = jobs[index]?.retention;
      if (retention !== undefined) found.push({ job: entry.name, folder: folderOf(entry), ...retention });
    }
  }
  return found;
}

const folderOf = ({ path }: JobEntry): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
