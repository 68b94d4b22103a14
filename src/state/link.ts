import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { labelPattern } from '../definition/schema/index.ts';
import { DroverError } from '../errors/error.ts';
import { durationPattern } from '../lib/duration.ts';

/** What of a repository starts a job. */
export type LinkKind = 'pullrequest' | 'branch';

export const linkKinds: readonly LinkKind[] = ['pullrequest', 'branch'];

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

/** The document of a link: the job, and options. Fields that are not given mean what the schema says. */
export interface LinkOf {
  pullrequest: PullRequestLink;
  branch: BranchLink;
}

export interface Repository {
  readonly owner: string;
  readonly name: string;
}

export const fullName = ({ owner, name }: Repository): string => `${owner}/${name}`;

const ownerPattern = /^[A-Za-z0-9][A-Za-z0-9-]{0,38}$/;
const repositoryPattern = /^[A-Za-z0-9._-]{1,100}$/;

/**
 * Whether a repository can have links. The key `github_<org>_<repo>_<kind>` says which is meant only as long as the
 * owner holds no `_`: it ends at the first one, and the kind begins at the last. Names of owners on github.com hold none.
 */
export const canBeLinked = ({ owner, name }: Repository): boolean =>
  ownerPattern.test(owner) && repositoryPattern.test(name);

/** Throws REQUEST_INVALID with the reason. */
export function checkRepository(repository: Repository): void {
  if (canBeLinked(repository)) return;
  const { owner, name } = repository;
  const why = ownerPattern.test(owner)
    ? 'the name of a repository holds letters, digits, ".", "_" and "-", at most 100.'
    : 'the name of an owner holds letters, digits and "-", at most 39; a "_" would make the key in Redis ambiguous.';
  throw new DroverError('REQUEST_INVALID', {
    detail: `${JSON.stringify(`${owner}/${name}`.slice(0, 200))} cannot be linked: ${why}`,
  });
}

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

/** The job comes first, where the script that renames a job looks for it. */
export function linkText<K extends LinkKind>({ job, ...options }: LinkOf[K]): string {
  return JSON.stringify({ job, ...options });
}
