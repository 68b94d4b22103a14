import { chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeGithub } from '../../../test/helpers/fake-github.ts';
import type { TestRepository } from '../../../test/helpers/git-server.ts';
import { openGithub } from '../../github/api/index.ts';
import { CheckoutBench, pushOf } from './testing/checkout-bench.ts';

const nobody = { name: 'nobody', uid: 65_534, gid: 65_534, home: null };

let fake: FakeGithub;
let bench: CheckoutBench;
let repository: TestRepository;
beforeEach(async ({ skip }) => {
  skip(process.getuid?.() !== 0, 'only root may run commands as another user');
  fake = await FakeGithub.start();
  fake.makePrivate();
  bench = await CheckoutBench.make();
  // As the folders above the workspaces have to be; see docs/security.md.
  chmodSync(bench.folder, 0o711);
  const none = { githubAppId: null, githubAppKey: null };
  bench.github = openGithub({ ...none, githubApiUrl: fake.apiUrl, githubToken: fake.token });
  repository = await fake.git.repository('acme', 'site');
});
afterEach(async () => {
  await bench.remove();
  await fake.stop();
});

test('what is checked out belongs to the user of the build, and git works in it', async () => {
  const sha = await repository.commit({ 'src/a.txt': '1' });
  const command = [
    'id -un',
    'find . ! -user nobody',
    'git status --porcelain',
    'git log --format=%s',
    'echo 2 > src/a.txt',
    'git -c user.name=x -c user.email=x@y commit -q -a -m mine',
    'git log --format=%s',
    'git fsck 2>&1',
  ].join('\n');
  const { record, output } = await bench.run(command, { github: pushOf(fake, sha) }, { user: nobody });
  expect(record.reason).toBeUndefined();
  expect(output).toBe('nobody\nA commit\nmine\nA commit\n');
});

test('a step can write nothing into the mirror, and finds no credential', async () => {
  const sha = await repository.commit({ a: '1' });
  const command = [
    'objects=$(cat .git/objects/info/alternates)',
    'mirror=$(dirname "$objects")',
    'for path in "$objects" "$objects/pack" "$mirror" "$mirror/config" "$(dirname "$mirror")/users" "$mirror/../.."; do',
    '  if [ -w "$path" ]; then echo "WRITABLE $path"; fi',
    'done',
    'rm -rf "$objects" 2> /dev/null || true',
    `for folder in ${tmpdir()}/drover-git-*; do if [ -r "$folder" ]; then echo "READABLE $folder"; fi; done`,
    'env; git config --list --show-origin',
    'git log --format=%s',
  ].join('\n');
  const { record, output } = await bench.run(command, { github: pushOf(fake, sha) }, { user: nobody });
  expect(record.reason).toBeUndefined();
  expect(output).not.toContain('WRITABLE');
  expect(output).not.toContain(fake.token);
  expect(output).not.toContain('READABLE');
  expect(output.trim().endsWith('A commit')).toBe(true);
  const next = await bench.run('git fsck 2>&1; cat a', { github: pushOf(fake, sha) }, { user: nobody });
  expect(next.output).toBe('1');
});
