import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Environment } from './environment.ts';

/** The user that the commands of a plan run as, when that is not the one of this process, which is root then. */
export interface RunUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** Null: it has none that exists. */
  readonly home: string | null;
}

/** What differs in the environment of a command that runs as the user; without a home of its own it gets `tmp`. */
export const environmentOf = ({ name, home }: RunUser, tmp: string): Environment => ({
  USER: name,
  LOGNAME: name,
  HOME: home ?? tmp,
});

/**
 * Gives the user what was made for the run. A workspace that is the user's already, as one that was kept, is left as it is:
 * what commands have put there must not be given away.
 */
export async function giveTo({ uid, gid }: RunUser, workspace: string, tmp: string): Promise<void> {
  const folders = statSync(workspace).uid === uid ? [tmp] : [workspace, tmp];
  await promisify(execFile)('chown', ['-R', '-h', '-P', '--', `${uid}:${gid}`, ...folders]);
}
