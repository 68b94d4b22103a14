import { exampleOf } from './examples.ts';

type Json = Record<string, unknown>;

export const shaOf = (number: number): string => number.toString(16).padStart(40, 'a');

/** Changes fields at their paths, as `{ 'head.sha': … }`. */
function change(value: Json, changes: Json): Json {
  for (const [path, to] of Object.entries(changes)) {
    const parts = path.split('.');
    const last = parts.pop() ?? '';
    let at = value;
    for (const part of parts) at = at[part] as Json;
    at[last] = to;
  }
  return value;
}

/** A real push to a branch of Codertocat/Hello-World, with changes. */
export const push = (changes: Json = {}): Json =>
  change(
    exampleOf('push', ({ ref, deleted }) => ref === 'refs/heads/master' && deleted === false),
    { before: shaOf(1), created: false, ...changes },
  );

/** A real event of pull request 2 of the same, with changes. */
export const pullRequest = (action: string, changes: Json = {}): Json =>
  change(
    exampleOf('pull_request', (payload) => payload['action'] === action),
    changes,
  );

/** The same from a fork. */
export function fromFork(action: string, changes: Json = {}): Json {
  const payload = pullRequest(action, changes);
  const head = (payload['pull_request'] as { head: { repo: Json } }).head;
  head.repo = { ...head.repo, full_name: 'mallory/Hello-World', fork: true, id: 4711 };
  return payload;
}
