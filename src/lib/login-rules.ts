/** Who of GitHub may sign in, and as what. Names are in lower case: GitHub tells no difference. */
export interface LoginRule {
  /** A login, a team as `acme/ops`, or an organisation as `acme/*`. */
  readonly who: string;
  readonly role: 'viewer' | 'runner' | 'admin';
  /** The role holds in this folder and below; null: everywhere. */
  readonly folder: string | null;
}

const login = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})';
const form = new RegExp(
  `^(${login}(?:/(?:\\*|[A-Za-z0-9][A-Za-z0-9._-]{0,99}))?)=(viewer|runner|admin)(?::([A-Za-z0-9][A-Za-z0-9._-]{0,99}))?$`,
);

/** `octocat=admin,acme/ops=runner,acme/*=viewer:team`: null when one is not like that. */
export function parseLoginRules(text: string): readonly LoginRule[] | null {
  const parts = text.split(',').flatMap((part) => part.trim() || []);
  const rules = parts.map((part) => {
    const [, who = '', role, folder = null] = form.exec(part) ?? [];
    return role === undefined ? null : { who: who.toLowerCase(), role: role as LoginRule['role'], folder };
  });
  return rules.every((rule) => rule !== null) ? rules : null;
}

export const formatLoginRule = ({ who, role, folder }: LoginRule): string =>
  `${who}=${role}${folder === null ? '' : `:${folder}`}`;
