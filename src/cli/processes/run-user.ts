import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../../config/index.ts';
import type { RunUser } from '../../engine/run-user.ts';
import { DroverError } from '../../errors/error.ts';

/**
 * The users of `runAs`, which must be able to reach the workspaces. What else of Drover's they can read is told as a
 * warning. Throws CONFIG_INVALID.
 */
export async function openRunUsers(config: Config, log: Logger): Promise<RunUser[]> {
  if (config.runAs.length === 0) return [];
  if (process.getuid?.() !== 0)
    throw refused(
      'Only root can run commands as another user: start the worker as root, or leave runAs out.',
    );
  const users = await Promise.all(config.runAs.map(find));
  // Each build's own folder in it is for its user alone.
  await chmod(config.workspaces, 0o711);
  for (const user of users) checkReach(user, config, log);
  if (users.length < config.slots)
    log.warn(
      'builds that run at the same time as the same user can reach each other: name as many users in runAs as there are slots',
    );
  return users;
}

async function find(name: string): Promise<RunUser> {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((one) => one.startsWith(`${name}:`));
  const [, , uid, gid, , home = ''] = (line ?? lookedUp(name)).split(':');
  if (uid === undefined || gid === undefined) throw refused(`There is no user ${name} on this machine.`);
  if (Number(uid) === 0) throw refused(`${name} is root: name a user that may do nothing else.`);
  const isThere = await stat(home).then(
    (found) => found.isDirectory() && found.uid === Number(uid),
    () => false,
  );
  return { name, uid: Number(uid), gid: Number(gid), home: isThere ? home : null };
}

/** Users that are not in the file, as those of LDAP. */
function lookedUp(name: string): string {
  try {
    return execFileSync('getent', ['passwd', name], { encoding: 'utf8', timeout: 10_000 }).trim();
  } catch {
    return '';
  }
}

function checkReach(user: RunUser, config: Config, log: Logger): void {
  if (!may(user, 'cd "$1"', config.workspaces))
    throw refused(
      `The user ${user.name} cannot reach ${config.workspaces}: let others pass (chmod o+x) through each folder above it, or choose another with --workspaces.`,
    );
  const ours = [
    config.storage,
    config.secretKeyFile,
    join(config.data, 'admin-token'),
    join(config.data, 'redis'),
  ];
  for (const path of ours)
    if (may(user, 'test -r "$1"', path))
      log.warn(`the user ${user.name} of runAs can read ${path}: take that from others (chmod o-rwx)`);
}

function may({ uid, gid }: RunUser, command: string, path: string): boolean {
  const options = { uid, gid, cwd: '/', env: {}, stdio: 'ignore', timeout: 10_000 } as const;
  return spawnSync('/bin/sh', ['-c', command, 'sh', path], options).status === 0;
}

const refused = (detail: string): DroverError => new DroverError('CONFIG_INVALID', { detail });
