import type { Rights } from '../../state/identity/roles.ts';

/** `admin`, or `runner in team, viewer in docs`. */
export function rightsText({ role, grants }: Rights): string {
  const given = grants.map((grant) => `${grant.role} in ${grant.folder}`);
  return [...(role === null ? [] : [role]), ...given].join(', ') || 'nothing';
}
