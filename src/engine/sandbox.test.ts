import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunRecord } from './record.ts';
import type { Sandbox } from './sandbox.ts';
import { Bench } from './testing/bench.ts';
import { hook, plan, stage, step } from './testing/plans.ts';
import { sandboxFault } from './testing/sandbox-fault.ts';

const fault = sandboxFault();

let bench: Bench;
let sandbox: Sandbox;
let outside: string;
beforeEach(async () => {
  bench = await Bench.make();
  // Not below /tmp, of which commands see nothing anyway.
  outside = mkdtempSync(join(process.cwd(), 'node_modules/.drover-sandbox-'));
  const hidden = join(outside, 'hidden');
  mkdirSync(join(hidden, 'shown'), { recursive: true });
  writeFileSync(join(hidden, 'key'), 'secret');
  writeFileSync(join(hidden, 'shown/file'), 'shown');
  writeFileSync(join(outside, 'token'), 'secret');
  sandbox = {
    program: 'bwrap',
    network: true,
    hiddenFolders: [hidden],
    hiddenFiles: [join(outside, 'token')],
    readable: [join(hidden, 'shown'), join(hidden, 'none')],
  };
});
afterEach(async () => {
  rmSync(outside, { recursive: true });
  await bench.remove();
});

const run = (...commands: string[]): Promise<RunRecord> =>
  bench.run(
    plan({
      stages: [
        stage(
          's',
          commands.map((command, at) => step(`${at + 1}`, command)),
        ),
      ],
    }),
    { sandbox },
  );

describe.skipIf(fault !== null)(
  `in a sandbox${fault === null ? '' : `, which cannot be made here: ${fault}`}`,
  () => {
    test('commands write to their workspace and /tmp, and to nothing else', async () => {
      const record = await run(
        'echo one > file; echo two > /tmp/file; ls /tmp; ! touch /usr/file /etc/file /var/file',
        'cat file /tmp/file; mktemp -d >/dev/null; cd "$HOME" && touch mine',
      );
      expect(record.status).toBe('success');
      expect(bench.log('s/1.log')).not.toMatch(/drover-engine-test-\S+\n.*drover-engine-test-/s);
      expect(bench.log('s/2.log')).toBe('one\ntwo\n');
      expect(readdirSync(bench.workspace)).toEqual(['file']);
      expect(existsSync('/tmp/file')).toBe(false);
    });

    test('what is hidden is empty, and what may be read of it is there', async () => {
      const path = join(outside, 'hidden');
      await run(`ls ${path}; cat ${path}/shown/file; echo; cat ${outside}/token || touch ${path}/shown/new`);
      expect(bench.log('s/1.log')).toMatch(
        /^shown\nshown\ncat: .*(?:Permission denied|No such file or directory)\ntouch: .*Read-only file system\n$/,
      );
    });

    test('output, exported variables and exit codes come out of it', async () => {
      const record = await run(
        'echo err > /dev/stderr; echo out > /dev/stdout; echo A=1 >> "$CI_ENV"; echo "# done" >> "$CI_SUMMARY"',
        'echo "$A"; exit 7',
      );
      expect(bench.log('s/1.log')).toBe('err\nout\n');
      expect(bench.log('s/2.log')).toBe('1\n');
      expect(record.stages[0]?.steps[1]).toMatchObject({ status: 'failure', exitCode: 7 });
      expect(record.summary).toBeDefined();
    });

    test('no process but its own can be seen, and what it left is ended with the run', async () => {
      const record = await run(
        'ls -d /proc/[0-9]* | wc -l; setsid sleep 300 > /dev/null 2>&1 & until grep -qx sleep /proc/$!/comm; do :; done',
        'pgrep sleep || echo none',
      );
      expect(Number.parseInt(bench.log('s/1.log'), 10)).toBeLessThan(8);
      expect(bench.log('s/2.log')).toBe('none\n');
      expect(record.leftProcesses.map(({ command }) => command)).toContain('sleep 300');
    });

    test('a cancel reaches its processes: in time to clean up, or by force', async () => {
      const cancel = new AbortController();
      const command =
        'trap "echo cleaned; exit 0" TERM; setsid sh -c "trap : TERM; sleep 300" & echo ready; wait';
      const record = bench.run(
        plan({ hooks: [hook('onFailure', 'echo hook')], stages: [stage('s', [step('1', command)])] }),
        {
          sandbox,
          signal: cancel.signal,
          onOutput: (_log, _offset, bytes) => {
            if (bytes.includes('ready')) cancel.abort({ kind: 'cancel', by: 'ann', reason: '' });
          },
        },
      );
      expect(await record).toMatchObject({ status: 'cancelled', leftProcesses: [] });
      expect(bench.log('s/1.log')).toContain('cleaned');
      expect(bench.log('onFailure.log')).toBe('hook\n');
    });

    test('without a network there is a loopback of its own and nothing else', async () => {
      sandbox = { ...sandbox, network: false };
      await run('tail -n +3 /proc/net/dev | cut -d: -f1');
      expect(bench.log('s/1.log').trim()).toBe('lo');
    });
  },
);
