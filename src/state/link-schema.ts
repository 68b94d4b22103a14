import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { labelPattern } from '../definition/schema/patterns.ts';
import { durationPattern } from '../lib/duration.ts';
import type { LinkKind, LinkOf } from './link.ts';

const patterns = (description: string) =>
  Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { minItems: 1, maxItems: 100, description }),
  );

const common = {
  job: Type.String({ minLength: 1, maxLength: 200, description: 'The job that is copied' }),
  paths: patterns('Only when a changed file matches one of these, as `src/**`'),
  pathsIgnore: patterns('Not when every changed file matches one of these, as `docs/**`'),
  skipCi: Type.Optional(
    Type.Boolean({ description: 'false: `[skip ci]` in a commit message or a title is not looked for' }),
  ),
  definition: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      pattern: '^(?!/)(?!(.*/)?\\.{1,2}(/|$))[^\\u0000-\\u001f\\u007f\\\\]+$',
      description: 'Path of a job file in the repository that is used instead of the definition of the job',
    }),
  ),
  checkRun: Type.Optional(
    Type.Boolean({
      description:
        'true: a check run with a summary and annotations beside the status of the commit; needs a GitHub App',
    }),
  ),
  keepClosed: Type.Optional(
    Type.String({
      pattern: durationPattern,
      description: 'How long the copy stays when the pull request is closed or the branch deleted; 7d',
    }),
  ),
};

const strict = { additionalProperties: false } as const;

export const PullRequestLink = Type.Object(
  {
    ...common,
    branches: patterns('Only pull requests into branches that match one of these, as `main`, `release/*`'),
    branchesIgnore: patterns('Not into these'),
    drafts: Type.Optional(Type.Boolean({ description: 'false: drafts wait until they are ready' })),
    forks: Type.Optional(
      Type.Enum(['approve', 'build', 'ignore'], {
        description: 'Pull requests from forks; without this somebody has to approve each of their commits',
      }),
    ),
    forkLabel: Type.Optional(
      Type.String({
        pattern: labelPattern,
        description: 'Label that a worker must have to build pull requests from forks, as `untrusted`',
      }),
    ),
  },
  strict,
);

export const BranchLink = Type.Object(
  {
    ...common,
    branches: patterns('Only branches that match one of these, as `main`, `release/*`'),
    branchesIgnore: patterns('Not these'),
    tags: Type.Optional(
      Type.Union(
        [
          Type.Boolean(),
          Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { minItems: 1, maxItems: 100 }),
        ],
        { description: 'Tags are built too: all, or those that match; without this none is' },
      ),
    ),
    openPullRequest: Type.Optional(
      Type.Enum(['skip', 'build'], {
        description:
          'A push to a branch with an open pull request that is built: without this the build of the pull request is the one of the commit',
      }),
    ),
  },
  strict,
);

export type PullRequestLink = Static<typeof PullRequestLink>;
export type BranchLink = Static<typeof BranchLink>;

const checks = { pullrequest: Compile(PullRequestLink), branch: Compile(BranchLink) };

/** The link, or why a text, as one written by hand, is none. */
export function parseLink<K extends LinkKind>(kind: K, text: string): LinkOf[K] | { fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: 'it is no JSON' };
  }
  if (checks[kind].Check(value)) return value as LinkOf[K];
  const [first] = checks[kind].Errors(value);
  const place = first?.instancePath.slice(1).replaceAll('/', '.') ?? '';
  return { fault: `${place === '' ? 'it' : `its ${place}`} ${first?.message ?? 'is not right'}` };
}
