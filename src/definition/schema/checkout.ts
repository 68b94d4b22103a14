import Type from 'typebox';
import { branchPattern, insideWorkspace, repositoryPattern } from './patterns.ts';
import { strict, text } from './values.ts';

export const Checkout = Type.Object(
  {
    repository: Type.Optional(
      text(
        'RepositoryUrl',
        { pattern: repositoryPattern, maxLength: 2_000 },
        {
          description: 'Address of a repository of its own: https://, http:// or file:///.',
          examples: ['https://github.com/acme/site.git'],
        },
      ),
    ),
    branch: Type.Optional(
      text(
        'BranchName',
        { pattern: branchPattern, maxLength: 250 },
        { description: 'Branch of `repository`; its default one where nothing is said.', examples: ['main'] },
      ),
    ),
    ref: Type.Optional(
      Type.Enum(['head', 'merge'], {
        description:
          'Of a pull request: its last commit, or that merged into its target. head where nothing is said.',
        examples: ['merge'],
      }),
    ),
    depth: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1_000_000,
        description: 'Commits of history to fetch; all where nothing is said.',
        examples: [1],
      }),
    ),
    submodules: Type.Optional(
      Type.Boolean({ description: 'Fetch the submodules too, and theirs.', examples: [true] }),
    ),
    lfs: Type.Optional(Type.Boolean({ description: 'Fetch the files of Git LFS too.', examples: [true] })),
    path: Type.Optional(
      text(
        'RelativePath',
        { pattern: insideWorkspace, maxLength: 1_024 },
        { description: 'Folder below the workspace to fetch into.', examples: ['source'] },
      ),
    ),
  },
  {
    ...strict,
    title: 'Checkout',
    description: 'What is fetched into the workspace, and how.',
    examples: [{ depth: 1, submodules: true }],
  },
);
