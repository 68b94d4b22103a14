import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import type { LoadedConfig } from '../../config/index.ts';
import type { RunUser } from '../../engine/run-user.ts';
import { type Sandbox, sandboxArguments, sandboxTmp } from '../../engine/sandbox.ts';
import { DroverError } from '../../errors/error.ts';

/** Homes hold keys; sockets of services, as that of Docker, lie in `/run`. */
const always = ['/home', '/root', '/run'];
/** `/etc/resolv.conf` is often a link to one of these. */
const resolvers = ['/run/systemd/resolve', '/run/resolvconf', '/run/NetworkManager/resolv.conf'];
/** A home in one of these is no home. */
const system = ['/bin', '/dev', '/etc', '/lib', '/proc', '/sbin', '/sys', '/usr'];

/**
 * The sandbox of `sandbox: bwrap`, tried once as each user that commands run as. Throws CONFIG_INVALID when bubblewrap is not
 * there, or is not allowed to do what it must.
 */
export function openSandbox(loaded: LoadedConfig, users: readonly RunUser[]): Sandbox | null {
  const { config } = loaded;
  if (config.sandbox === 'none') return null;
  const program = findProgram();
  const sandbox: Sandbox = {
    program,
    network: config.sandboxNetwork === 'host',
    ...hidden(loaded, users),
    readable: resolvers,
  };
  for (const user of users.length === 0 ? [null] : users) tryOut(sandbox, user);
  return sandbox;
}

function findProgram(): string {
  try {
    return execFileSync('/bin/sh', ['-c', 'command -v bwrap'], { encoding: 'utf8', timeout: 10_000 }).trim();
  } catch {
    throw refused('There is no bwrap on PATH: install the package bubblewrap, or leave sandbox out.');
  }
}

/** Everything of Drover's but the workspace of the build, and what the worker's user has at home. */
function hidden(
  { config, file }: LoadedConfig,
  users: readonly RunUser[],
): Pick<Sandbox, 'hiddenFolders' | 'hiddenFiles'> {
  const home = homedir();
  const isHome = home !== sep && !system.some((folder) => isWithin(home, folder));
  const socket = config.redisUrl?.startsWith('unix://') ? [config.redisUrl.slice('unix://'.length)] : [];
  // The file of the configuration may hold the password of Redis.
  const files = [config.secretKeyFile, config.githubAppKey, file, ...socket];
  const paths = [
    ...always,
    ...(isHome ? [home] : []),
    config.data,
    config.storage,
    config.mirrors,
    config.workspaces,
    ...files.filter((path) => path !== null),
  ].filter((path) => path.startsWith(sep) && users.every((user) => reaches(user, path)));
  const all = [...new Set(paths)];
  const folders = all.filter((path) => kindOf(path) === 'folder');
  const outermost = (path: string) => !folders.some((other) => other !== path && isWithin(path, other));
  return {
    hiddenFolders: folders.filter(outermost),
    hiddenFiles: all.filter((path) => kindOf(path) === 'file').filter(outermost),
  };
}

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep);

function kindOf(path: string): 'folder' | 'file' | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return null;
  return found.isDirectory() ? 'folder' : 'file';
}

/** What a user cannot get to need not be hidden from it, and its sandbox could not. */
function reaches({ uid, gid }: RunUser, path: string): boolean {
  const options = { uid, gid, cwd: '/', env: {}, stdio: 'ignore', timeout: 10_000 } as const;
  return spawnSync('/bin/sh', ['-c', 'test -e "$1"', 'sh', path], options).status === 0;
}

function tryOut(sandbox: Sandbox, user: RunUser | null): void {
  const tmp = mkdtempSync(join(tmpdir(), 'drover-sandbox-'));
  try {
    mkdirSync(sandboxTmp(tmp));
    if (user !== null) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, tmp]);
    const room = { workspace: tmp, tmp, directory: tmp };
    const as = user === null ? {} : { uid: user.uid, gid: user.gid };
    const { status, stderr, error } = spawnSync(
      sandbox.program,
      [...sandboxArguments(sandbox, room), '/bin/sh', '-c', 'true'],
      { cwd: tmp, env: {}, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', timeout: 10_000, ...as },
    );
    if (status === 0) return;
    const why = (error?.message ?? stderr)
      .trim()
      .replace(/^bwrap: /, '')
      .replace(/\.$/, '');
    throw refused(
      `bwrap cannot shut commands in${user === null ? '' : ` as ${user.name}`} (${why}): it needs user namespaces (sysctl kernel.unprivileged_userns_clone=1, user.max_user_namespaces above 0, kernel.apparmor_restrict_unprivileged_userns=0), or a worker that runs as root and may mount; in a container, one that allows that. Or leave sandbox out.`,
    );
  } finally {
    rmSync(tmp, { recursive: true, force: true });
  }
}

const refused = (detail: string): DroverError => new DroverError('CONFIG_INVALID', { detail });
