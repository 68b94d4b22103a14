import { chmodSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestDrover, until } from '../helpers/drover.ts';

const key = Buffer.alloc(32, 9).toString('base64');

/** Only root may run commands as another user. */
describe.skipIf(process.getuid?.() !== 0)('with runAs', () => {
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
});

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
