import { type ChildProcess, spawn, spawnSync } from 'node:child_process';

/** Who is not root makes a namespace of users around it. */
const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
const inNamespace = [...asRoot, '--pid', '--fork', '--mount-proc', '--kill-child', '--'];

/** Why no pid namespace can be made on this machine; null where one can. */
export function namespaceFault(): string | null {
  const { status, error, stderr } = spawnSync('unshare', [...inNamespace, 'true'], { encoding: 'utf8' });
  if (error !== undefined) return 'unshare is not installed';
  return status === 0 ? null : stderr.trim();
}

/**
 * Starts a program in a pid namespace of its own beside its first process. When the file has a text, that process goes on
 * as `sleep` with the text as its CI_PROCESS_COOKIE. The kernel lets nobody inside of a namespace end its first process,
 * not even by SIGKILL. Everything in it ends with the process that is returned.
 */
export function startBesideFirstProcess(
  file: string,
  program: readonly string[],
  environment: Record<string, string>,
): ChildProcess {
  const first =
    'file=$1; shift; "$@" & until [ -s "$file" ]; do sleep 0.05; done; CI_PROCESS_COOKIE=$(cat "$file") exec sleep 600';
  return spawn('unshare', [...inNamespace, 'bash', '-c', first, 'first', file, ...program], {
    stdio: 'ignore',
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...environment },
  });
}
