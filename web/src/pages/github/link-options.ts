export type LinkKind = 'pullrequest' | 'branch';

interface Named {
  name: string;
  label: string;
  hint?: string;
  /** What is said when the server refuses the value: for a person, where its own words hold a regular expression. */
  wrong?: string;
}

/** How a field of a link is asked for. */
export type LinkOption = Named &
  (
    | { type: 'patterns' }
    | { type: 'text' }
    /** The first one is what holds where the link does not say it. */
    | { type: 'choice'; choices: readonly [value: string | boolean, words: string][] }
  );

const wrongPatterns = 'At most 100 patterns, each of at most 255 characters.';
const patterns = (name: string, label: string, hint: string): LinkOption => ({
  type: 'patterns',
  name,
  label,
  hint,
  wrong: wrongPatterns,
});

const files: readonly LinkOption[] = [
  patterns('paths', 'Only when one of these files changed', 'As src/**, a pattern a line; empty: any file'),
  patterns('pathsIgnore', 'Not when only these files changed', 'As docs/**, a pattern a line; empty: none'),
];
const shared: readonly LinkOption[] = [
  {
    type: 'choice',
    name: 'skipCi',
    label: 'Commits that say [skip ci]',
    choices: [
      [true, 'are skipped'],
      [false, 'are built like others'],
    ],
  },
  {
    type: 'text',
    name: 'definition',
    label: 'Job file in the repository',
    hint: 'As .drover.yaml: it is run in place of the definition of the job; empty: the definition of the job',
    wrong: 'A path inside the repository, without . and .., as ci/drover.yaml.',
  },
  {
    type: 'choice',
    name: 'checkRun',
    label: 'Told to GitHub',
    hint: 'A check run shows failed tests and the end of the log there; it needs a GitHub App',
    choices: [
      [false, 'the status of the commit'],
      [true, 'the status and a check run'],
    ],
  },
];
const keepClosed = (end: string): LinkOption => ({
  type: 'text',
  name: 'keepClosed',
  label: 'How long its builds stay',
  hint: `As 12h or 30d, after ${end}; empty: 7d`,
  wrong: 'A duration, as 12h or 30d.',
});

/** Every option that a link has, by what it links. */
export const linkOptions: Record<LinkKind, readonly LinkOption[]> = {
  pullrequest: [
    {
      type: 'choice',
      name: 'forks',
      label: 'Pull requests from forks',
      hint: 'They run a stranger’s code on your workers',
      choices: [
        ['approve', 'wait until somebody approves the commit'],
        ['build', 'are built at once'],
        ['ignore', 'are ignored'],
      ],
    },
    {
      type: 'text',
      name: 'forkLabel',
      label: 'Label of the workers for forks',
      hint: 'As untrusted: only workers with it build pull requests from forks; empty: any worker',
      wrong: 'One label: letters, digits, ".", "_" and "-", at most 63.',
    },
    {
      type: 'choice',
      name: 'drafts',
      label: 'Drafts',
      choices: [
        [true, 'are built'],
        [false, 'wait until they are ready for review'],
      ],
    },
    patterns(
      'branches',
      'Only into these branches',
      'That they are to be merged into, as main or release/*, a pattern a line; empty: any',
    ),
    patterns('branchesIgnore', 'Not into these branches', 'A pattern a line; empty: none'),
    ...files,
    ...shared,
    keepClosed('the pull request is closed'),
  ],
  branch: [
    patterns('branches', 'Only these branches', 'As main or release/*, a pattern a line; empty: any'),
    patterns('branchesIgnore', 'Not these branches', 'As dependabot/*, a pattern a line; empty: none'),
    patterns('tags', 'Tags too', 'As v*, a pattern a line, or * for all; empty: none is built'),
    ...files,
    {
      type: 'choice',
      name: 'openPullRequest',
      label: 'Commits that a pull request builds',
      choices: [
        ['skip', 'are not built for their branch too'],
        ['build', 'are built for their branch too'],
      ],
    },
    ...shared,
    keepClosed('the branch is deleted'),
  ],
};
