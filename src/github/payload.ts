import { type Static, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';

/**
 * What is read of a payload. Whatever else it holds is passed over: GitHub adds fields at any time, and an older
 * Enterprise server lacks some.
 */
const optional = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]));

const text = Type.String();
const sha = Type.String({ pattern: '^(?:[0-9a-f]{40}|[0-9a-f]{64})$' });
const Account = Type.Object({ login: optional(text), name: optional(text) });

export const Repository = Type.Object({
  id: optional(Type.Integer()),
  name: text,
  full_name: Type.String({ pattern: '^[^/]+/[^/]+$' }),
  html_url: optional(text),
  clone_url: optional(text),
  default_branch: optional(text),
  private: optional(Type.Boolean()),
  owner: optional(Account),
});

const Files = optional(Type.Array(text));
const Commit = Type.Object({
  id: sha,
  message: optional(text),
  timestamp: optional(text),
  author: optional(Type.Object({ name: optional(text), email: optional(text), username: optional(text) })),
  added: Files,
  modified: Files,
  removed: Files,
});

export const Push = Type.Object({
  ref: Type.String({ pattern: '^refs/' }),
  before: sha,
  after: sha,
  created: optional(Type.Boolean()),
  deleted: optional(Type.Boolean()),
  forced: optional(Type.Boolean()),
  commits: optional(Type.Array(Commit)),
  head_commit: optional(Commit),
  repository: Repository,
  sender: optional(Account),
});

const Side = Type.Object({ ref: text, sha, repo: optional(Repository) });

export const PullRequest = Type.Object({
  action: text,
  number: Type.Integer({ minimum: 1, maximum: 4_294_967_295 }),
  pull_request: Type.Object({
    title: text,
    html_url: optional(text),
    user: optional(Account),
    draft: optional(Type.Boolean()),
    merged: optional(Type.Boolean()),
    merge_commit_sha: optional(sha),
    labels: optional(Type.Array(Type.Object({ name: text }))),
    updated_at: optional(text),
    head: Side,
    base: Side,
  }),
  repository: Repository,
  sender: optional(Account),
});

export type Repository = Static<typeof Repository>;
export type Commit = Static<typeof Commit>;
export type Push = Static<typeof Push>;
export type PullRequest = Static<typeof PullRequest>;

const checks = { push: Compile(Push), pull_request: Compile(PullRequest) };

interface Payloads {
  push: Push;
  pull_request: PullRequest;
}

/** The payload as what its event says, or where it is something else. */
export function checkPayload<E extends keyof Payloads>(
  event: E,
  payload: unknown,
): { payload: Payloads[E] } | { fault: string } {
  if (checks[event].Check(payload)) return { payload: payload as Payloads[E] };
  const [first] = checks[event].Errors(payload);
  const place = first?.instancePath.slice(1).replaceAll('/', '.') ?? '';
  return {
    fault: `${place === '' ? 'it' : `its field ${place}`} ${first?.message ?? 'is not as GitHub sends it'}`,
  };
}
