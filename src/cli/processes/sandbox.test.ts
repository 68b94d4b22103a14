import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../config/index.ts';
import { sandboxFault } from '../../engine/testing/sandbox-fault.ts';
import { openSandbox } from './sandbox.ts';

test.skipIf(sandboxFault() !== null)(
  'the configuration file is hidden, and nothing that commands need',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'drover-'));
    try {
      const read = (flags: Record<string, string>) =>
        readConfig({ command: 'worker', flags: { sandbox: 'bwrap', ...flags }, environment: {}, folder });
      expect(openSandbox(await read({}), [])?.hiddenFiles).toEqual([]);
      const file = join(folder, 'worker.yaml');
      await writeFile(file, 'redisUrl: redis://:secret@127.0.0.1:6379\n');
      expect(openSandbox(await read({ config: 'worker.yaml' }), [])?.hiddenFiles).toEqual([file]);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
