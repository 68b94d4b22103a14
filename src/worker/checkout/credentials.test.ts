import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FakeGithub } from '../../../test/helpers/fake-github.ts';
import { openGithub } from '../../github/api/index.ts';
import {
  noCredentials,
  type PrivateSite,
  pullRequestOf,
  pushOf,
  usePrivateSite,
} from './testing/checkout-bench.ts';

let { fake, bench, repository } = {} as PrivateSite;
usePrivateSite((site) => {
  ({ fake, bench, repository } = site);
});

/** Whatever the system shows of processes to everybody of this user, until it is told to end. */
async function watchProcesses(secret: string): Promise<() => Promise<string[]>> {
  const found = new Set<string>();
  let watching = true;
  const done = (async () => {
    while (watching) {
      for (const pid of readdirSync('/proc').filter(
        (name) => /^\d+$/.test(name) && Number(name) !== process.pid,
      )) {
        for (const file of ['cmdline', 'environ']) {
          const text = read(`/proc/${pid}/${file}`);
          if (text.includes(secret)) found.add(`${file} of ${text.replaceAll('\0', ' ').slice(0, 200)}`);
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  })();
  return async () => {
    watching = false;
    await done;
    return [...found];
  };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test('a private repository is fetched, and the token is found nowhere', async () => {
  const sha = await repository.commit({ large: randomBytes(500_000), '.gitmodules': '' });
  const stop = await watchProcesses(fake.token);
  const { record, output, log } = await bench.run(
    'env; cat /proc/self/environ | tr "\\0" "\\n"; git config --list --show-origin; git credential fill <<< "url=$CI_REPO_CLONE_URL" || true',
    { github: pushOf(fake, sha), checkout: { submodules: true } },
  );
  expect(record.reason).toBeUndefined();
  expect(await stop()).toEqual([]);
  const encoded = Buffer.from(`x-access-token:${fake.token}`).toString('base64');
  for (const secret of [fake.token, encoded]) {
    expect(output).not.toContain(secret);
    expect(log).not.toContain(secret);
    for (const file of filesBelow(bench.folder)) expect(read(file).includes(secret), file).toBe(false);
  }
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`drover-git-`) && ownOf(name))).toEqual([]);
});

const ownOf = (name: string): boolean => name.includes(`p${process.pid}s`);

test('an App reads with a token of its own for the repository', async () => {
  bench.github = openGithub({
    ...noCredentials,
    githubApiUrl: fake.apiUrl,
    githubAppId: '4711',
    githubAppKey: fake.appKey.privateKey,
  });
  fake.makePrivate('ghs_installation1');
  const sha = await repository.commit({ a: '1' });
  const { output, log } = await bench.run('cat a', { github: pushOf(fake, sha) });
  expect(output).toBe('1');
  expect(log).not.toContain('ghs_');
});

test('wrong credentials end the build as error at once, with what git said', async () => {
  const sha = await repository.commit({ a: '1' });
  fake.makePrivate('another');
  const { record, log } = await bench.run('true', { github: pushOf(fake, sha) });
  expect(record.status).toBe('error');
  expect(record.reason).toMatch(/^Checkout: Authentication failed for/);
  expect(log).not.toContain('trying again');
  expect(log).not.toContain(fake.token);
});

test('without credentials a private repository is refused, and nobody is asked for a password', async () => {
  const sha = await repository.commit({ a: '1' });
  bench.github = null;
  const { record } = await bench.run('true', { github: pushOf(fake, sha) });
  expect(record.reason).toMatch(/could not read Username.*terminal prompts disabled/);
});

test('the token goes to no other server, and to no other repository than that of the event', async () => {
  const other = await FakeGithub.start();
  const elsewhere = await (await other.git.repository('acme', 'site')).commit({ a: '1' });
  other.makePrivate('none');
  await repository.commit({ a: '1' });
  const sha = await repository.commit({ a: '2' });
  const secret = await fake.git.repository('acme', 'secret');
  await secret.commit({ key: 'x' });
  await bench.run('true', { github: pushOf(other, elsewhere) });
  const own = { repository: `${fake.origin}/acme/secret.git` };
  const stolen = await bench.run('true', { github: pushOf(fake, sha), checkout: own });
  expect(stolen.record.reason).toMatch(/could not read Username/);
  // A job that a person has saved may name it.
  expect((await bench.run('cat key', { checkout: own })).output).toBe('x');
  const asked = other.git.requests.flatMap(({ authorization }) => authorization ?? []);
  await other.stop();
  expect(asked).toEqual([]);
});

test('a pull request from a fork gets its repository and no submodule of another', async () => {
  const secret = await fake.git.repository('acme', 'secret');
  await secret.commit({ key: 'x' });
  const base = await repository.commit({ a: '1' });
  await repository.work('config', '-f', '.gitmodules', 'submodule.lib.path', 'lib');
  await repository.work('config', '-f', '.gitmodules', 'submodule.lib.url', `${fake.origin}/acme/secret.git`);
  const key = await secret.work('rev-parse', 'HEAD');
  await repository.work('add', '.gitmodules');
  await repository.work('update-index', '--add', '--cacheinfo', `160000,${key},lib`);
  await repository.work('commit', '-q', '-m', 'steal');
  const head = await repository.work('rev-parse', 'HEAD');
  await repository.pullRequest(25, head);
  const event = { head, base };
  const fork = pullRequestOf(fake, { ...event, fork: true });
  expect((await bench.run('cat a', { github: fork })).output).toBe('1');
  const greedy = await bench.run('cat lib/key', { github: fork, checkout: { submodules: true } });
  expect(greedy.record.status).toBe('error');
  expect(greedy.record.reason).toContain('submodules');
  const ours = await bench.run('cat lib/key', {
    github: pullRequestOf(fake, event),
    checkout: { submodules: true },
  });
  expect(ours.output).toBe('x');
});
