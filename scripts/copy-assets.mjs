// Copies what the compiler leaves behind: `src/**/*.lua` to the same places in `dist`.
import { cpSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
for (const name of readdirSync(join(root, 'src'), { recursive: true })) {
  if (name.endsWith('.lua')) cpSync(join(root, 'src', name), join(root, 'dist', name));
}
