import { expect, test } from 'vitest';
import type { Definition } from '../../definition/index.ts';
import type { DroverError } from '../../errors/error.ts';
import type { TreeEntry } from '../client/types.ts';
import { planApply } from './plan.ts';
import { indexTree, type RemoteJob } from './remote-tree.ts';

const definition = (command: string): Definition => ({
  stages: [{ title: 'Build', steps: [{ title: 'Go', command }] }],
});
const local = (name: string, folder: string | null, command = 'true') => ({
  file: `${folder ?? '.'}/${name}.yaml`,
  name,
  folder,
  definition: definition(command),
  yaml: null,
});
const remote = (command = 'true', revision = 1): RemoteJob => ({ definition: definition(command), revision });

const job = (name: string, path = name): TreeEntry => ({ kind: 'job', name, path, revision: 1, last: null });
const folder = (name: string, path: string, ...entries: TreeEntry[]): TreeEntry => ({
  kind: 'folder',
  name,
  path,
  entries,
});
const tree = indexTree([
  job('top'),
  folder('team', 'team', folder('backend', 'team/backend', job('api', 'team/backend/api'))),
]);

function faults(folders: string[], jobs: ReturnType<typeof local>[]): string[] {
  try {
    planApply({ folders, jobs }, tree, new Map());
  } catch (error) {
    return (error as DroverError).problems.map(({ path, message }) => `${path}: ${message}`);
  }
  return expect.fail('the plan was accepted');
}

test('makes missing folders, parents first, and leaves those that are there', () => {
  const { folders } = planApply(
    { folders: ['team', 'team/web', 'team/web/site'], jobs: [] },
    tree,
    new Map(),
  );
  expect(folders).toEqual([
    { path: 'team/web', name: 'web', parent: 'team' },
    { path: 'team/web/site', name: 'site', parent: 'web' },
  ]);
});

test('tells jobs that are created, changed, unchanged and moved', () => {
  const jobs = [local('new', 'team'), local('api', 'team/backend', 'make'), local('top', 'team')];
  const known = new Map([
    ['api', remote('true', 7)],
    ['top', remote()],
  ]);
  const plan = planApply({ folders: ['team'], jobs }, tree, known);
  expect(plan.jobs).toEqual([
    expect.objectContaining({ name: 'new', action: 'created', folder: 'team' }),
    expect.objectContaining({ name: 'api', action: 'changed', folder: 'team/backend', revision: 7 }),
    expect.objectContaining({ name: 'top', action: 'moved', folder: 'team', movedFrom: '' }),
  ]);
  expect(plan.jobs[1]).not.toHaveProperty('movedFrom');
});

test('a file named by itself leaves its job where it is; a new one goes to the top', () => {
  const { jobs } = planApply(
    { folders: [], jobs: [local('api', null), local('new', null)] },
    tree,
    new Map([['api', remote()]]),
  );
  expect(jobs.map((change) => [change.name, change.action, change.folder])).toEqual([
    ['api', 'unchanged', 'team/backend'],
    ['new', 'created', ''],
  ]);
});

test('the order of fields is no change', () => {
  const { jobs } = planApply(
    { folders: [], jobs: [local('api', null)] },
    tree,
    new Map([
      [
        'api',
        {
          definition: { stages: [{ steps: [{ command: 'true', title: 'Go' }], title: 'Build' }] },
          revision: 1,
        },
      ],
    ]),
  );
  expect(jobs[0]?.action).toBe('unchanged');
});

test('a file whose text is another is a change, where the server knows the text', () => {
  const plan = (text?: string) =>
    planApply(
      { folders: [], jobs: [{ ...local('api', null), yaml: '# why' }] },
      tree,
      new Map([['api', { ...remote(), ...(text === undefined ? {} : { yaml: text }) }]]),
    ).jobs[0]?.action;
  expect(plan('# why')).toBe('unchanged');
  expect(plan('# because')).toBe('changed');
  expect(plan()).toBe('unchanged');
});

test('names that are taken or cannot be are told all at once', () => {
  expect(
    faults(
      ['web', 'web/backend', 'top'],
      [local('team', 'web'), local('a b', ''), local('x_recent', ''), local('x_pr7', '')],
    ),
  ).toEqual([
    'web/backend: the name "backend" is taken by the folder team/backend',
    'top: the name "top" is taken by a job',
    'web/team.yaml: the name "team" is taken by the folder team',
    expect.stringContaining('/a b.yaml: "a b" cannot be the name of a job'),
    expect.stringContaining('/x_recent.yaml: "x_recent" cannot be the name of a job'),
    expect.stringContaining('/x_pr7.yaml: "x_pr7" cannot be the name of a job'),
  ]);
});
