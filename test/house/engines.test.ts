import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

test('no package of the lock file asks for a newer Node.js than ours', async () => {
  const lock = JSON.parse(await readFile(resolve(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { engines?: { node?: string } }>;
  };
  // A range that begins above 20 and names no alternative that is at or below it.
  const newer = Object.entries(lock.packages).filter(([, { engines }]) => {
    const alternatives = (engines?.node ?? '*').split('||');
    return alternatives.every((range) => Number(/\d+/.exec(range)?.[0] ?? 0) > 20);
  });
  expect(newer.map(([name]) => name)).toEqual([]);
});

test('the lock file names no registry', async () => {
  expect(await readFile(resolve(root, 'package-lock.json'), 'utf8')).not.toContain('"resolved": "http');
});
