import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { Config } from '../../config/index.ts';
import { DroverError } from '../../errors/error.ts';
import { parseKey } from '../../lib/parse-key.ts';
import { createKeyRing, type KeyRing } from '../../state/secrets/key-ring.ts';

/** The keys for secrets, from the configuration or its file; a ring without keys where there are none. Throws CONFIG_INVALID. */
export async function openKeyRing({ secretKey, secretKeyFile }: Config): Promise<KeyRing> {
  if (secretKey !== null) return createKeyRing(secretKey);
  const text = await readFile(secretKeyFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new DroverError('CONFIG_INVALID', { detail: `${secretKeyFile} cannot be read (${error.code}).` });
  });
  const keys = text.split(/[\s,]+/).filter((line) => line !== '');
  return createKeyRing(
    keys.map((line, index) => {
      const key = parseKey(line);
      if (key !== null) return key;
      throw new DroverError('CONFIG_INVALID', {
        detail: `Key ${index + 1} in ${secretKeyFile} must be 32 bytes in base64 or hex, as \`openssl rand -base64 32\` makes them.`,
      });
    }),
  );
}

/** For `drover up`: what is stored with it can be read only as long as this file is kept. */
export async function ensureSecretKey({ secretKey, secretKeyFile }: Config): Promise<void> {
  if (secretKey !== null) return;
  const text = `${randomBytes(32).toString('base64')}\n`;
  await writeFile(secretKeyFile, text, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}
