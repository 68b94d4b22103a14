import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from './environment.ts';

/** Writes texts that are too large for a variable, by the variable that holds the path. Returns the variables. */
export function writeTextFiles(tmp: string, files: Readonly<Record<string, string>>): Environment {
  const paths: Environment = {};
  for (const [variable, text] of Object.entries(files)) {
    const path = join(tmp, `.${variable.toLowerCase().replaceAll('_', '-')}`);
    writeFileSync(path, text, { mode: 0o644 });
    paths[variable] = path;
  }
  return paths;
}
