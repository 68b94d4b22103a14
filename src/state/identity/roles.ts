/**
 * What somebody may do. A viewer reads; a runner also starts, cancels, reruns and pins builds; an admin also
 * changes jobs, folders, links, secrets, users and tokens, steers workers and looks into Redis.
 */
export const roles = ['viewer', 'runner', 'admin'] as const;
export type Role = (typeof roles)[number];

/** A role in a folder and in all that lies below it. */
export interface Grant {
  readonly folder: string;
  readonly role: Role;
}

export interface Rights {
  /** In every folder, and beyond folders; null: only what the grants give. */
  readonly role: Role | null;
  readonly grants: readonly Grant[];
}

/** Whether `role` is at least `needed`. */
export const reaches = (role: Role | null, needed: Role): boolean =>
  role !== null && roles.indexOf(role) >= roles.indexOf(needed);

/** The role at a path of folders, as `team/backend`; null: what is there is not to be seen. */
export function roleAt({ role, grants }: Rights, path: string): Role | null {
  const folders = path.split('/');
  const given = grants.filter(({ folder }) => folders.includes(folder)).map((grant) => grant.role);
  return highest([...given, ...(role === null ? [] : [role])]);
}

/** The highest role that the rights give anywhere. */
export const roleAnywhere = ({ role, grants }: Rights): Role | null =>
  highest([...grants.map((grant) => grant.role), ...(role === null ? [] : [role])]);

const highest = (given: readonly Role[]): Role | null =>
  roles.findLast((role) => given.includes(role)) ?? null;

export const isRole = (value: unknown): value is Role => roles.includes(value as Role);

/** Rights as they are kept in an entry; null for an entry that gives none, as a damaged one. */
export function readRights({ role, grants = [] }: { role?: unknown; grants?: unknown }): Rights | null {
  if (role !== null && !isRole(role)) return null;
  if (!Array.isArray(grants)) return null;
  const given = grants.filter(
    (grant: Partial<Grant> | null): grant is Grant =>
      typeof grant?.folder === 'string' && grant.folder !== '' && isRole(grant.role),
  );
  return { role, grants: given.map(({ folder, role: given }) => ({ folder, role: given })) };
}
