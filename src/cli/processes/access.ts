import { readFile } from 'node:fs/promises';
import type { Config } from '../../config/index.ts';
import { DroverError } from '../../errors/error.ts';
import type { AccessOptions } from '../../server/context.ts';

/** Throws CONFIG_INVALID for files that cannot be read, and for one without the other. */
export async function readAccess(config: Config): Promise<AccessOptions> {
  const { tlsCert, tlsKey, trustProxy, rateLimit, sessionIdle, sessionLife } = config;
  if ((tlsCert === null) !== (tlsKey === null)) {
    const [given, missing] = tlsCert === null ? ['tlsKey', 'tlsCert'] : ['tlsCert', 'tlsKey'];
    throw new DroverError('CONFIG_INVALID', {
      detail: `${given} is given and ${missing} is not: HTTPS needs both.`,
    });
  }
  return {
    sessionLife: { idleMs: sessionIdle, longestMs: sessionLife },
    rateLimit,
    trustProxy,
    tls:
      tlsCert === null || tlsKey === null
        ? null
        : { cert: await read('tlsCert', tlsCert), key: await read('tlsKey', tlsKey) },
  };
}

async function read(option: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const detail = `The file of ${option} cannot be read: ${(error as Error).message}.`;
    throw new DroverError('CONFIG_INVALID', { detail }, { cause: error });
  }
}
