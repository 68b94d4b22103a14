import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository, TestDrover } from '../helpers/drover.ts';

/** The build itself runs these tests' siblings; it must not run this one again. */
const inside = process.env['CI_SYSTEM'] === 'drover';

test.skipIf(inside || !existsSync(join(repository, '.git')))(
  'the drover example clones this repository, installs it and is green',
  async () => {
    const drover = await TestDrover.up();
    try {
      const { number } = await drover.start('drover');
      const build = await drover.finished('drover', number, 600_000);
      const log = build.status === 'success' ? '' : await drover.log('drover', number, '?tail=60');
      expect(`${build.status} ${build.reason ?? ''}\n${log}`).toBe('success \n');
      expect(build.stages.flatMap(({ steps }) => steps).every(({ status }) => status === 'success')).toBe(
        true,
      );
    } finally {
      await drover.stop();
    }
  },
  660_000,
);
