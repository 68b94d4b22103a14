import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeEnvironment, ownerMark, type PreparationTools, type ProgramEnd } from '../../engine/index.ts';
import type { Credential } from './credential.ts';

/** Git, as one checkout uses it. */
export interface Git {
  /** Prints to the log. */
  run(...args: string[]): Promise<ProgramEnd>;
  /** Prints to nobody. */
  ask(...args: string[]): Promise<ProgramEnd>;
  /** Takes back the credential; the rest goes on working. */
  close(): Promise<void>;
}

export interface GitOptions {
  readonly credential: Credential | null;
  /** Of the address that is fetched from; what a submodule names is never read from this machine. */
  readonly protocol: string;
  readonly lfs: boolean;
}

/** These tell where the certificates are that a company has of its own. */
const certificates = ['GIT_SSL_CAINFO', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];

/**
 * Git that obeys neither the machine's settings nor those of a home folder, which a step of an earlier build may have
 * changed, and runs no hook. Its settings and the credential lie in a folder that only this user can read, in files that git's
 * own helper reads: so the credential is in no argument, no address, no environment and no configuration of a
 * repository.
 */
export async function openGit(tools: PreparationTools, options: GitOptions): Promise<Git> {
  const folder = await mkdtemp(join(tmpdir(), `drover-git-${ownerMark()}-`));
  const { credential } = options;
  const store = join(folder, 'credentials');
  await writeFile(join(folder, 'config'), settings(store, options), { mode: 0o600 });
  if (credential !== null) await writeFile(store, `${storeLine(credential)}\n`, { mode: 0o600 });
  const environment = environmentOf(folder);
  const call = (args: string[]) => ({ program: 'git', args, environment: withProtocol(args) });
  const withProtocol = (args: string[]) => ({
    ...environment,
    GIT_ALLOW_PROTOCOL: args.includes('submodule') ? 'http:https' : `http:https:${options.protocol}`,
  });
  return {
    run: (...args) => tools.run(call(args)),
    ask: (...args) => tools.ask(call(args)),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

function environmentOf(folder: string): Record<string, string> {
  const given = certificates.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...nodeEnvironment(),
    ...(Object.fromEntries(given) as Record<string, string>),
    HOME: folder,
    // Messages are read to tell what went wrong.
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: join(folder, 'config'),
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LFS_SKIP_SMUDGE: '1',
  };
}

function settings(store: string, { credential, lfs }: GitOptions): string {
  const helper = `store --file='${store.replaceAll("'", "'\\''")}'`;
  const sections: (readonly [string, Record<string, string>])[] = [
    ['core', { hooksPath: '/dev/null', fsmonitor: 'false', quotePath: 'false' }],
    ['credential', { helper: '' }],
    ['credential', credential === null ? {} : { helper, useHttpPath: String(credential.path !== null) }],
    ['safe', { directory: '*' }],
    ['protocol', { version: '2' }],
    // A dead connection is given up, and tried again. A server that prepares a large pack sends a few bytes every 5 s.
    ['http', { lowSpeedLimit: '1', lowSpeedTime: '120' }],
    ['gc', { auto: '0' }],
    ['maintenance', { auto: 'false' }],
    ['transfer', { unpackLimit: '1' }],
    ['fetch', { recurseSubmodules: 'false' }],
    ['submodule', { recurse: 'false' }],
    ['checkout', { workers: '0' }],
    ['advice', { detachedHead: 'false' }],
    ['init', { defaultBranch: 'main' }],
    ...(lfs ? [['filter "lfs"', lfsFilter] as const] : []),
  ];
  return sections.map(([section, values]) => configSection(section, values)).join('');
}

const lfsFilter = {
  clean: 'git-lfs clean -- %f',
  smudge: 'git-lfs smudge -- %f',
  process: 'git-lfs filter-process',
  required: 'true',
};

/** One section of a configuration file of git. */
export function configSection(section: string, values: Record<string, string>): string {
  const lines = Object.entries(values).map(
    ([name, value]) => `\t${name} = "${value.replace(/["\\]/g, '\\$&')}"\n`,
  );
  return `[${section}]\n${lines.join('')}`;
}

/** As `git credential-store` has it. */
function storeLine({ origin, path, username, password }: Credential): string {
  const { protocol, host } = new URL(origin);
  const user = `${encodeURIComponent(username)}:${encodeURIComponent(password)}`;
  return `${protocol}//${user}@${host}${path === null ? '' : `/${path}`}`;
}
