import { DroverError } from '../../errors/error.ts';
import { type Rights, type Role, reaches, roleAnywhere, roleAt } from '../../state/identity/roles.ts';
import type { Principal } from '../../state/identity/sessions.ts';

/** Who makes a request: the name is for causes, cancellations and the audit. */
export interface Caller extends Rights {
  readonly name: string;
  readonly via: 'token' | 'session';
  readonly principal: Principal;
  /** Id of the session that it came with. */
  readonly session?: string;
}

/** The least a route or channel asks for, over everything. Throws ROLE_TOO_LOW. */
export function requireRole(caller: Rights & { name: string }, needed: Role): void {
  if (!reaches(caller.role, needed)) throw tooLow(caller, caller.role, needed);
}

/** The same in some folder at least; what is answered is for the caller to see. */
export function requireRoleAnywhere(caller: Rights & { name: string }, needed: Role): void {
  const role = roleAnywhere(caller);
  if (!reaches(role, needed)) throw tooLow(caller, role, needed);
}

export function tooLow(caller: Rights & { name: string }, role: Role | null, needed: Role): DroverError {
  const has = role === null ? 'no role here' : `the role ${role}`;
  return new DroverError('ROLE_TOO_LOW', { name: caller.name, has, needed });
}

/** Whether what lies in the folder of that path is for the caller to see; null when everything is. */
export function visibleTo(caller: Rights): ((path: string) => boolean) | null {
  return caller.role === null ? (path) => roleAt(caller, path) !== null : null;
}
