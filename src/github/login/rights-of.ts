import type { LoginRule } from '../../lib/login-rules.ts';
import { type Grant, type Rights, reaches } from '../../state/identity/roles.ts';

/** Somebody of GitHub, in lower case. */
export interface GithubPerson {
  readonly login: string;
  /** As `acme/ops`. */
  readonly teams: readonly string[];
  readonly organisations: readonly string[];
}

/** The highest of the roles that the rules give, everywhere and in each folder; null: none applies. */
export function rightsOf(person: GithubPerson, rules: readonly LoginRule[]): Rights | null {
  const names = new Set([person.login, ...person.teams, ...person.organisations.map((name) => `${name}/*`)]);
  const given = rules.filter(({ who }) => names.has(who));
  if (given.length === 0) return null;
  let role: Rights['role'] = null;
  const inFolders = new Map<string, Grant>();
  for (const rule of given) {
    if (rule.folder === null) role = reaches(role, rule.role) ? role : rule.role;
    else if (!reaches(inFolders.get(rule.folder)?.role ?? null, rule.role))
      inFolders.set(rule.folder, { folder: rule.folder, role: rule.role });
  }
  return { role, grants: [...inFolders.values()] };
}
