import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * What holds for a worker and for all that it starts: no core file, which would have its memory on disk, and files that
 * only their owner may change. Its options are taken out of the environment that the programs it starts would get; what
 * the kernel shows in /proc stays as it was at the start.
 */
export async function harden(): Promise<void> {
  process.umask(0o022);
  for (const name of Object.keys(process.env)) if (name.startsWith('DROVER_')) delete process.env[name];
  // Both limits: nobody below can raise it again. Where there is no such program the limits of the system hold.
  await promisify(execFile)('prlimit', ['--pid', String(process.pid), '--core=0:0']).catch(() => {});
}
