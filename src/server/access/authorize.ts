import type { FastifyRequest } from 'fastify';
import { DroverError } from '../../errors/error.ts';
import { type Role, reaches, roleAt } from '../../state/identity/roles.ts';
import type { State } from '../../state/index.ts';
import { type Caller, requireRole, requireRoleAnywhere, tooLow } from './caller.ts';

/**
 * What a route acts on, and so where its role is asked for:
 *
 * - `own`: the caller itself, whatever role it has.
 * - `job`, `folder`: the one that `:name` names. What a caller may not see is not there, as far as it is told.
 * - `filtered`: whatever the caller may see; the route leaves out the rest, by `visibleTo`.
 * - `everything`: no folder limits it, so that only a role over all folders will do.
 */
export type Scope = 'own' | 'job' | 'folder' | 'filtered' | 'everything';

/** The scope of a route that declares none: the narrowest that its address can mean, else `everything`. */
export function scopeOf(url: string): Scope {
  if (/^\/api\/jobs\/:name(\/|$)/.test(url)) return 'job';
  if (/^\/api\/folders\/:name(\/|$)/.test(url)) return 'folder';
  return 'everything';
}

type Places = Pick<State, 'jobs' | 'folders'>;

/** Before the body is read. Throws ROLE_TOO_LOW, JOB_NOT_FOUND, FOLDER_NOT_FOUND. */
export async function authorize(state: Places, caller: Caller, request: FastifyRequest): Promise<void> {
  const { role: needed, scope, into } = request.routeOptions.config;
  // Addresses that do not exist have nothing declared.
  if (needed === undefined || reaches(caller.role, needed)) return;
  switch (scope) {
    case 'own':
      return;
    case 'filtered':
      return requireRoleAnywhere(caller, needed);
    case 'job':
    case 'folder': {
      const { name } = request.params as { name: string };
      const mayBeNew = into !== undefined && request.method === 'PUT';
      return authorizeAt(state, caller, { kind: scope, name, needed, mayBeNew });
    }
    case 'everything':
    case undefined:
      return requireRole(caller, needed);
  }
}

/**
 * When the whole request is known: whether the caller may put something into the folder that it names. A thing that
 * is to be made, and names no folder, goes to the top.
 */
export async function authorizeTarget(state: Places, caller: Caller, request: FastifyRequest): Promise<void> {
  const { role: needed, scope, into } = request.routeOptions.config;
  if (needed === undefined || into === undefined || reaches(caller.role, needed)) return;
  const { name } = request.params as { name: string };
  const isNew = (await pathOf(state, scope === 'job' ? 'job' : 'folder', name)) === null;
  const target = into(request) ?? (isNew ? '' : undefined);
  if (target === undefined) return;
  if (target === '') throw tooLow(caller, null, needed);
  await authorizeAt(state, caller, { kind: 'folder', name: target, needed });
}

/** A role in the folder of a job, or in a folder. Throws as `authorize`. */
export async function authorizeAt(
  state: Places,
  caller: Caller,
  {
    kind,
    name,
    needed,
    mayBeNew = false,
  }: { kind: 'job' | 'folder'; name: string; needed: Role; mayBeNew?: boolean },
): Promise<void> {
  if (reaches(caller.role, needed)) return;
  const path = await pathOf(state, kind, name);
  if (path === null && mayBeNew) return;
  const role = path === null ? caller.role : roleAt(caller, path);
  if (reaches(role, needed)) return;
  if (role !== null || mayBeNew) throw tooLow(caller, role, needed);
  throw kind === 'job'
    ? new DroverError('JOB_NOT_FOUND', { job: name })
    : new DroverError('FOLDER_NOT_FOUND', { folder: name });
}

async function pathOf(
  { jobs, folders }: Places,
  kind: 'job' | 'folder',
  name: string,
): Promise<string | null> {
  return kind === 'job' ? jobs.folderOf(name) : folders.find(name);
}
