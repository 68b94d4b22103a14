import type { Token } from '../../data/routes.ts';

/** `admin`, or `runner in backend`. */
export function rightsText({ role, grants }: Pick<Token, 'role' | 'grants'>): string {
  const parts = [
    ...(role === null ? [] : [role]),
    ...grants.map((grant) => `${grant.role} in ${grant.folder}`),
  ];
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}
