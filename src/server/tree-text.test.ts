import { expect, test } from 'vitest';
import type { TreeEntry } from '../state/tree.ts';
import { textOfTree } from './tree-text.ts';

test('the text of a tree is its JSON, however many entries it has', async () => {
  const job = (name: string): TreeEntry => ({
    kind: 'job',
    name,
    path: name,
    revision: 1,
    title: '"é',
    last: null,
  });
  const jobs = Array.from({ length: 1_201 }, (_, index) => job(`job-${index}`));
  const inner: TreeEntry = { kind: 'folder', name: 'inner', path: 'team/inner', entries: jobs };
  const tree: TreeEntry[] = [
    job('first'),
    { kind: 'folder', name: 'team', path: 'team', entries: [inner, job('last')] },
    { kind: 'folder', name: 'empty', path: 'empty', entries: [] },
  ];
  expect(JSON.parse(await textOfTree(tree))).toEqual(tree);
  expect(await textOfTree([])).toBe('[]');
});
