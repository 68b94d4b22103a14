import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sandboxFault } from '../../src/engine/testing/sandbox-fault.ts';
import { TestDrover, until } from '../helpers/drover.ts';
import { GitServer } from '../helpers/git-server.ts';

const key = Buffer.alloc(32, 9).toString('base64');

/** Only root may run commands as another user. */
describe.skipIf(process.getuid?.() !== 0)('with runAs', () => {
  const users = ['nobody', 'daemon'].map((name) => ({ uid: idOf(name, '-u'), gid: idOf(name, '-g') }));
  let drover: TestDrover;
  beforeAll(async () => {
    drover = await TestDrover.create();
    // The test's own folder is for root alone.
    chmodSync(drover.data, 0o711);
    Object.assign(drover.environment, {
      DROVER_RUN_AS: 'nobody,daemon',
      DROVER_SLOTS: '2',
      DROVER_SECRET_KEY: key,
    });
    await drover.startUp();
  });
  afterAll(() => drover.stop());

  async function logOf(command: string): Promise<string> {
    await drover.job('try', command);
    const build = await drover.run('try');
    return drover.log('try', build.number);
  }

  test('a command runs as that user, in a workspace and a temporary folder of its own', async () => {
    const log = await logOf(
      'id -un; echo "$USER"; touch a "$CI_TMP/b" "$HOME/c"; stat -c "%U %a" .; umask; ulimit -c; ulimit -Hc; echo err > /dev/stderr; echo A=1 >> "$CI_ENV"',
    );
    expect(log).toMatch(/^(nobody|daemon)\n\1\n\1 700\n0022\n0\n0\nerr\n$/);
  });

  test('nothing of the worker and of other builds can be reached', async () => {
    await drover.job('other', 'echo private > file; sleep 60');
    const other = await drover.start('other');
    await until(async () => (await drover.build('other', other.number)).status === 'running', 'it runs');
    const tries = [
      'cat /proc/$PPID/environ',
      'cat /proc/$PPID/mem',
      'cat /proc/$PPID/maps',
      'ls /proc/$PPID/fd',
      `ls ${drover.data}`,
      `ls ${drover.data}/workspaces`,
      `cat ${drover.data}/workspaces/other_${other.number}/file`,
      `ls ${drover.data}/workspaces/other_${other.number}`,
      `ls ${drover.data}/redis`,
      `cat ${drover.data}/redis/redis.sock`,
      `cat ${drover.data}/admin-token`,
      'kill -0 $PPID',
      'for pid in $(pgrep -f "sleep 60"); do cat /proc/$pid/environ; done | grep -q CI_ ',
    ];
    const log = await logOf(
      `${tries.map((command) => `if { ${command}; } 2>/dev/null; then echo "REACHED"; fi`).join('\n')}\nreadlink /proc/self/fd/*`,
    );
    expect(log).not.toContain('REACHED');
    // What this test itself was started with may be among them, but nothing that the worker has opened.
    expect(log).not.toMatch(/socket:|eventpoll|redis|data/);
    await drover.request('POST', `/api/jobs/other/builds/${other.number}/cancel`, { force: true });
    await drover.finished('other', other.number);
  });

  test("a kept workspace is its user's, and the rerun goes on in it whichever user it gets", async () => {
    await drover.define('kept', {
      keepWorkspace: 'onFailure, 10m',
      stages: [
        { title: 'Build', steps: [{ command: 'mkdir -m 700 made; echo done > made/file; id -un' }] },
        { title: 'Test', steps: [{ command: 'cat made/file; [ "$CI_BUILD_NUMBER" = 2 ]' }] },
      ],
    });
    const first = await drover.run('kept');
    expect(first).toMatchObject({ status: 'failure', keptWorkspace: { folder: `kept_${first.number}` } });
    const made = join(drover.data, 'workspaces', 'kept_1');
    const owner = statSync(made).uid;
    for (const { uid, gid } of users)
      expect([uid, spawnSync('ls', [join(made, 'made')], { uid, gid }).status === 0]).toEqual([
        uid,
        uid === owner,
      ]);
    const rerun = await drover.request<{ number: number }>('POST', '/api/jobs/kept/builds/1/rerun', {
      from: 'failedStage',
    });
    expect([rerun.status, rerun.text]).toEqual([201, expect.anything()]);
    const second = await drover.finished('kept', rerun.json.number);
    expect([second.status, await drover.log('kept', second.number)]).toEqual([
      'success',
      expect.stringContaining('done'),
    ]);
  });
});

const fault = sandboxFault();

describe.skipIf(fault !== null)(
  `in a sandbox${fault === null ? '' : `, which cannot be made here: ${fault}`}`,
  () => {
    let drover: TestDrover;
    let git: GitServer;
    beforeAll(async () => {
      git = await GitServer.start();
      drover = await TestDrover.up({
        DROVER_SECRET_KEY: '',
        DROVER_SANDBOX: 'bwrap',
        DROVER_SANDBOX_NETWORK: 'none',
        DROVER_SLOTS: '2',
      });
    });
    afterAll(async () => {
      await drover.stop();
      await git.stop();
    });

    test("nothing of Drover's, of other builds and of the network can be reached", async () => {
      await drover.job('other', 'echo private > file; sleep 60');
      const other = await drover.start('other');
      await until(async () => (await drover.build('other', other.number)).status === 'running', 'it runs');
      const { port } = new URL(drover.url);
      const tries = [
        `ls ${drover.data}/secret-key ${drover.data}/admin-token`,
        `cat ${drover.data}/workspaces/other_1/file`,
        `cat ${drover.data}/storage/jobs/other/1/build.json`,
        `ls ${drover.data}/redis/redis.sock`,
        `ls ~/.ssh /root/.[a-z]* /home/* /run/docker.sock`,
        'pgrep node',
        'pgrep -f "slee[p] 60"',
        `(exec 3<>/dev/tcp/127.0.0.1/${port})`,
        'touch /etc/drover /usr/bin/drover /var/lib/drover',
        'mount -t tmpfs none /mnt',
        '[ -w /proc/sys/kernel/core_pattern ]',
      ];
      await drover.job(
        'try',
        tries
          .map(
            (command) =>
              `if { ${command}; } >/dev/null 2>&1; then echo "REACHED ${tries.indexOf(command)}"; fi`,
          )
          .join('\n'),
      );
      const build = await drover.run('try');
      expect(build.status).toBe('success');
      expect(await drover.log('try', build.number)).toBe('');
      await drover.request('POST', '/api/jobs/other/builds/1/cancel', { force: true });
      expect(await drover.finished('other', 1)).toMatchObject({ status: 'cancelled' });
    });

    test('a checkout, its history, artifacts and files between commands work as everywhere', async () => {
      const repository = await git.repository('acme', 'site');
      await repository.commit({ 'a.txt': 'one' });
      await repository.commit({ 'a.txt': 'two' }, { message: 'The second' });
      await drover.define('site', {
        checkout: { repository: `${git.origin}/acme/site.git` },
        artifacts: ['out/**'],
        stages: [
          {
            steps: [
              {
                command:
                  'cat a.txt; echo; git log --format=%s; mkdir out; cp a.txt out; echo kept > /tmp/kept',
              },
            ],
          },
          { steps: [{ command: `cat /tmp/kept; node -e "console.log('node runs')"` }] },
        ],
      });
      const build = await drover.run('site');
      expect([build.status, await drover.log('site', 1)]).toEqual([
        'success',
        expect.stringContaining('two\nThe second\nA commit\nkept\nnode runs\n'),
      ]);
      expect(build.artifacts).toMatchObject([{ path: 'out/a.txt' }]);
    });
  },
);

test('the worker of `drover up` has no option in its environment, and no command sees one', async () => {
  const drover = await TestDrover.up({ DROVER_SECRET_KEY: key });
  try {
    await drover.job('look', 'env; tr "\\0" "\\n" < /proc/$PPID/environ; echo "worker $PPID"');
    const build = await drover.run('look');
    const log = await drover.log('look', build.number);
    expect(build.status).toBe('success');
    expect(log).not.toContain('DROVER_');
    expect(log).not.toContain(key);
    const pid = /worker (\d+)/.exec(log)?.[1];
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain('DROVER_');
    expect(readFileSync(`/proc/${pid}/limits`, 'utf8')).toMatch(/Max core file size +0 +0/);
  } finally {
    await drover.stop();
  }
});

test('a sandbox that cannot be made keeps Drover from starting, with the reason', async () => {
  const drover = await TestDrover.create();
  try {
    const bin = join(drover.data, 'bin');
    mkdirSync(bin);
    const program = '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2; exit 1\n';
    writeFileSync(join(bin, 'bwrap'), program, { mode: 0o755 });
    const up = drover.spawn(['up'], { DROVER_SANDBOX: 'bwrap', PATH: `${bin}:${process.env['PATH']}` });
    expect([await up.exit(), up.output]).toEqual([
      1,
      expect.stringMatching(
        /cannot shut commands in \(No permissions to create new namespace\): it needs user namespaces.*\n.*cannot work with these options/s,
      ),
    ]);
  } finally {
    await drover.stop();
  }
});

const idOf = (name: string, which: '-u' | '-g'): number =>
  Number(execFileSync('id', [which, name], { encoding: 'utf8' }));
