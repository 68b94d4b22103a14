import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { repository } from '../helpers/drover.ts';

const built = join(repository, 'dist/web');
const mostKiB = 150;

test(`the first load brings at most ${mostKiB} KiB of script, compressed, and nothing from elsewhere`, () => {
  const html = readFileSync(join(built, 'index.html'), 'utf8');
  const scripts = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(([, path = '']) => path);
  expect(scripts.length).toBeGreaterThan(0);
  const bytes = scripts.reduce((sum, path) => sum + gzipSync(readFileSync(join(built, path))).length, 0);
  expect(bytes / 1024).toBeLessThanOrEqual(mostKiB);
  expect(html).not.toMatch(/(?:src|href)="(?!\/)/);
});
