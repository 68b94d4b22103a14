import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the package, from `src/cli/processes` as from `dist/cli/processes`. */
export const packageRoot = join(import.meta.dirname, '../../..');

export const version = (
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
).version;
