/**
 * What somebody may do. A viewer reads; a runner also starts, cancels, reruns and pins builds; an admin also
 * changes jobs, folders, links, secrets, users and tokens, steers workers and looks into Redis.
 */
export const roles = ['viewer', 'runner', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Whether `role` is at least `needed`. */
export const reaches = (role: Role, needed: Role): boolean => roles.indexOf(role) >= roles.indexOf(needed);

export const isRole = (value: unknown): value is Role => roles.includes(value as Role);
