import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pullRequestOf, pushOf, type Site, useSite } from './testing/checkout-bench.ts';

let { server, bench, repository } = {} as Site;
useSite((site) => {
  ({ server, bench, repository } = site);
});

test('a push is checked out on its branch, at its commit, with its history', async () => {
  const before = await repository.commit({ 'README.md': 'one' }, { message: 'First' });
  const sha = await repository.commit({ 'README.md': 'two', 'src/ü b.ts': 'x' }, { message: 'Second' });
  await repository.commit({ 'README.md': 'three' });
  const github = pushOf(server, sha, { beforeSha: before });
  const { record, output, log } = await bench.run(
    [
      'cat README.md; echo',
      'git rev-parse HEAD',
      'git branch --show-current',
      'git status --porcelain',
      'git log --format=%s',
      'git remote get-url origin',
      'cat "$CI_CHANGED_FILES_FILE"',
      'cat "$CI_COMMIT_MESSAGE_FILE"',
      'echo "$CI_REPO $CI_COMMIT_BRANCH $CI_COMMIT_SHORT_SHA $CI_EVENT"',
    ].join('\n'),
    { github },
  );
  expect(log).toContain(`drover: fetching ${sha} of ${server.origin}/acme/site.git, for the first time`);
  expect(record).toMatchObject({ status: 'success', checkout: { status: 'success', exitCode: 0 } });
  expect(output.split('\n').slice(0, -1)).toEqual([
    'two',
    sha,
    'main',
    'Second',
    'First',
    `${server.origin}/acme/site.git`,
    'README.md',
    'src/ü b.ts',
    'A commit',
    `acme/site main ${sha.slice(0, 8)} push`,
  ]);
});

test('a pull request is checked out at its head, or merged into its target', async () => {
  const base = await repository.commit({ a: '1', b: '1' });
  const head = await repository.commit({ b: '2' }, { branch: 'feature' });
  const newBase = await repository.commit({ c: '3' });
  const merge = await repository.pullRequest(25, head);
  const github = pullRequestOf(server, { head, base: newBase });
  const command =
    'ls; git rev-parse HEAD; cat "$CI_CHANGED_FILES_FILE"; echo "$CI_PR_TITLE, ${CI_PR_MERGE_SHA-}"';
  const title = 'Make it $(id) "better"';
  const atHead = await bench.run(command, { github });
  expect(atHead.output).toBe(`a\nb\n${head}\nb\n${title}, \n`);
  const merged = await bench.run(command, { github, checkout: { ref: 'merge' } });
  expect(merged.output).toBe(`a\nb\nc\n${merge}\nb\n${title}, ${merge}\n`);
  expect(base).not.toBe(newBase);
});

test('a merge of another head is not taken for that of the build', async () => {
  const base = await repository.commit({ a: '1' });
  const head = await repository.commit({ b: '2' }, { branch: 'feature' });
  const other = await repository.commit({ b: '3' }, { branch: 'feature' });
  await repository.pullRequest(25, other);
  const github = pullRequestOf(server, { head, base });
  const { record } = await bench.run('true', { github, checkout: { ref: 'merge' } });
  expect(record).toMatchObject({ status: 'error', checkout: { status: 'error' } });
  expect(record.reason).toContain(`is not the merge of ${head}`);
});

test('a tag is checked out', async () => {
  const sha = await repository.commit({ a: '1' });
  await repository.tag('v1.0', sha);
  const github = pushOf(server, sha);
  const commit = { sha, ref: 'refs/tags/v1.0', tag: 'v1.0' };
  const { output } = await bench.run('git rev-parse HEAD; echo $CI_COMMIT_TAG', {
    github: { ...github, commit },
  });
  expect(output).toBe(`${sha}\nv1.0\n`);
});

test('a depth cuts the history, also of the next commits', async () => {
  for (const content of ['1', '2', '3']) await repository.commit({ a: content }, { message: content });
  const sha = await repository.commit({ a: '4' }, { message: '4' });
  const { output } = await bench.run('git log --format=%s; cat a', {
    github: pushOf(server, sha),
    checkout: { depth: 2 },
  });
  expect(output).toBe('4\n3\n4');
  const next = await repository.commit({ a: '5' }, { message: '5' });
  const again = await bench.run('git log --format=%s -1; cat a; git fsck 2>&1', {
    github: pushOf(server, next),
    checkout: { depth: 1 },
  });
  expect(again.output).toContain('5\n5');
  expect(again.record.status).toBe('success');
});

test('a job may name a repository of its own, a branch and a folder', async () => {
  await repository.commit({ a: 'main' }, { message: 'On main' });
  const sha = await repository.commit({ a: 'dev' }, { branch: 'release/1.x', message: 'On release' });
  const url = `${server.origin}/acme/site.git`;
  const { output } = await bench.run(
    'ls; cd source; cat a; echo; git branch --show-current; echo "$CI_COMMIT_SHA $CI_COMMIT_TITLE"',
    {
      checkout: { repository: url, branch: 'release/1.x', path: 'source' },
    },
  );
  expect(output).toBe(`source\ndev\nrelease/1.x\n${sha} On release\n`);
  const onDefault = await bench.run('cat a', { checkout: { repository: url } });
  expect(onDefault.output).toBe('main');
  const missing = await bench.run('true', { checkout: { repository: url, branch: 'nothing' } });
  expect(missing.record.reason).toContain("couldn't find remote ref refs/heads/nothing");
});

test('a repository on this machine can be fetched, and its submodules cannot', async () => {
  await repository.commit({ a: '1' });
  const url = `file://${repository.bare}`;
  expect((await bench.run('cat a', { checkout: { repository: url } })).output).toBe('1');
  const secret = await server.repository('acme', 'secret');
  await secret.commit({ key: 'x' });
  await repository.work('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', secret.bare, 'lib');
  await repository.commit({ b: '2' });
  const { record } = await bench.run('true', { checkout: { repository: url, submodules: true } });
  expect(record.reason).toMatch(/submodules: .*(transport 'file' not allowed|clone)/);
});

test('submodules are fetched when asked, theirs too', async () => {
  const inner = await server.repository('acme', 'inner');
  await inner.commit({ deep: 'inner' });
  const library = await server.repository('acme', 'library');
  await library.commit({ file: 'library' });
  await library.work('submodule', 'add', '-q', `${server.origin}/acme/inner.git`, 'inner');
  await library.commit({});
  await repository.commit({ a: '1' });
  await repository.work('submodule', 'add', '-q', `${server.origin}/acme/library.git`, 'lib');
  const sha = await repository.commit({});
  const without = await bench.run('ls lib', { github: pushOf(server, sha) });
  expect(without.output).toBe('');
  const { output } = await bench.run('cat lib/file lib/inner/deep', {
    github: pushOf(server, sha),
    checkout: { submodules: true },
  });
  expect(output).toBe('libraryinner');
});

test('hostile names in an event reach no command', async () => {
  const sha = await repository.commit({ a: '1' });
  for (const [field, value] of [
    ['sha', '--upload-pack=touch /tmp/pwned'],
    ['ref', '--upload-pack=touch'],
    ['ref', 'refs/heads/../../x'],
    ['ref', 'refs/heads/a:refs/heads/b'],
  ] as const) {
    const push = pushOf(server, sha);
    const { record } = await bench.run('true', {
      github: { ...push, commit: { ...push.commit, [field]: value } },
    });
    expect(record.status).toBe('error');
    expect(record.reason).toMatch(/is no (?:commit|name of a branch)/);
  }
  for (const cloneUrl of ['ext::sh -c id', '--upload-pack=x', 'https://user:pass@host/x.git', '/etc']) {
    const push = pushOf(server, sha);
    const { record } = await bench.run('true', {
      github: { ...push, repository: { ...push.repository, cloneUrl } },
    });
    expect(record.reason).toContain('is no address');
  }
  expect(server.requests).toEqual([]);
});

test('a branch may have any name that git allows', async () => {
  await repository.commit({ a: '1' });
  for (const branch of ['$(id)', 'ü/日本', "it's", 'a"b', '-not'.slice(1), 'UPPER/lower', 'a'.repeat(200)]) {
    const sha = await repository.commit({ a: branch }, { branch });
    const { output, record } = await bench.run('git branch --show-current; echo "$CI_COMMIT_BRANCH"', {
      github: pushOf(server, sha, { branch }),
    });
    expect(record.reason).toBeUndefined();
    expect(output).toBe(`${branch}\n${branch}\n`);
  }
});

test('neither settings of the machine nor hooks of the repository are obeyed', async () => {
  const home = join(bench.folder, 'home');
  await repository.commit({ '.keep': '' });
  const sha = await repository.commit({ '.gitattributes': '* filter=evil\n', a: '1' });
  process.env['HOME'] = home;
  try {
    const { record } = await bench.run('cat a', { github: pushOf(server, sha) });
    expect(record.status).toBe('success');
    const hooks = join(bench.mirrorPath(), 'hooks');
    expect(existsSync(hooks)).toBe(false);
    // What a step of another build may have written there.
    writeFileSync(
      join(bench.mirrorPath(), 'config'),
      `[core]\n\tfsmonitor = "touch ${bench.folder}/pwned"\n\tsshCommand = false\n[credential]\n\thelper = "!touch ${bench.folder}/pwned"\n[uploadpack]\n\tpackObjectsHook = false\n`,
    );
    const next = await repository.commit({ a: '2' });
    expect((await bench.run('cat a', { github: pushOf(server, next) })).output).toBe('2');
    expect(existsSync(join(bench.folder, 'pwned'))).toBe(false);
  } finally {
    delete process.env['HOME'];
  }
});

test('`checkout: false` fetches nothing', async () => {
  const sha = await repository.commit({ a: '1' });
  const { record, output } = await bench.run('ls -A; echo "$CI_COMMIT_SHA"', {
    github: pushOf(server, sha),
    checkout: false,
  });
  expect(record.checkout).toBeUndefined();
  expect(output).toBe(`${sha}\n`);
  expect(server.requests).toEqual([]);
});
