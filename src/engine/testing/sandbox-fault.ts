import { spawnSync } from 'node:child_process';

/** Why bubblewrap cannot be used on this machine; null where it can. */
export function sandboxFault(): string | null {
  const args = ['--unshare-pid', '--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', 'true'];
  const { status, error, stderr } = spawnSync('bwrap', args, { encoding: 'utf8' });
  if (error !== undefined) return 'bubblewrap is not installed';
  return status === 0 ? null : stderr.trim();
}
