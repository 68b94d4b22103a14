import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './environment.ts';

/** What the commands of a plan see of the machine, by bubblewrap (`bwrap`). */
export interface Sandbox {
  /** Path of the program. */
  readonly program: string;
  /** False: no network but a loopback of its own. */
  readonly network: boolean;
  /** Existing folders that are empty in there. */
  readonly hiddenFolders: readonly string[];
  /** Existing files, or sockets, that cannot be opened in there. */
  readonly hiddenFiles: readonly string[];
  /** What can be read although it lies in a hidden folder, where it exists. */
  readonly readable: readonly string[];
}

/** What one command is given of its own. */
export interface Room {
  readonly workspace: string;
  /** Folder of the run; what is `/tmp` in there lies in it. */
  readonly tmp: string;
  readonly directory: string;
}

/** Below `CI_TMP`: lasts over the commands of a run, and goes with it. */
export const sandboxTmp = (tmp: string): string => join(tmp, '.tmp');

/** A home of its own: the real one may hold keys. */
export const sandboxEnvironment = (tmp: string): Environment => ({ HOME: tmp });

/**
 * A command sees its own processes only. What it leaves running stays until the run has ended, as it does elsewhere; the
 * first process in there waits for it and holds the output meanwhile.
 */
const apart = ['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'];

/** Root may write to these without any capability, and bubblewrap leaves some of them as they are. */
const kernelSettings = ['/proc/sys', '/proc/sysrq-trigger', '/proc/fs', '/proc/acpi', '/proc/scsi'];

/** Arguments before those of the command itself. The later ones lie over the earlier ones. */
export function sandboxArguments(sandbox: Sandbox, { workspace, tmp, directory }: Room): string[] {
  const temporary = new Set(['/tmp', '/var/tmp', tmpdir()]);
  const layers: string[][] = [
    apart,
    sandbox.network ? [] : ['--unshare-net'],
    ['--cap-drop', 'ALL'],
    ['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'],
    ...kernelSettings.map((path) => ['--ro-bind-try', path, path]),
    ...sandbox.hiddenFolders.map((folder) => ['--tmpfs', folder]),
    ...sandbox.hiddenFiles.map((file) => ['--ro-bind', '/dev/null', file]),
    ...Array.from(temporary, (folder) => ['--bind', sandboxTmp(tmp), folder]),
    ...sandbox.readable.map((path) => ['--ro-bind-try', path, path]),
    ['--bind', tmp, tmp],
    ['--bind', workspace, workspace],
    ['--chdir', directory, '--'],
  ];
  return layers.flat();
}
