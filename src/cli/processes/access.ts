import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { Config } from '../../config/index.ts';
import { DroverError } from '../../errors/error.ts';
import { openGithubLogin } from '../../github/login/index.ts';
import type { AccessOptions } from '../../server/context.ts';

/** Throws CONFIG_INVALID for files that cannot be used, one without the other, and networks that are none. */
export async function readAccess(config: Config): Promise<AccessOptions> {
  const { trustProxy, rateLimit, sessionIdle, sessionLife } = config;
  for (const network of trustProxy?.split(',') ?? []) checkNetwork(network);
  return {
    sessionLife: { idleMs: sessionIdle, longestMs: sessionLife },
    rateLimit,
    trustProxy,
    githubLogin: openGithubLogin(config),
    tls: await readTls(config),
  };
}

async function readTls({ tlsCert, tlsKey }: Config): Promise<AccessOptions['tls']> {
  if (tlsCert === null && tlsKey === null) return null;
  if (tlsCert === null || tlsKey === null) {
    const [given, missing] = tlsCert === null ? ['tlsKey', 'tlsCert'] : ['tlsCert', 'tlsKey'];
    throw new DroverError('CONFIG_INVALID', {
      detail: `${given} is given and ${missing} is not: HTTPS needs both.`,
    });
  }
  const tls = { cert: await read('tlsCert', tlsCert), key: await read('tlsKey', tlsKey) };
  try {
    createSecureContext(tls);
  } catch (error) {
    const detail = `tlsCert and tlsKey are no certificate and its key, both PEM: ${(error as Error).message}.`;
    throw new DroverError('CONFIG_INVALID', { detail }, { cause: error });
  }
  return tls;
}

function checkNetwork(network: string): void {
  if (/^[a-z]+$/.test(network)) return;
  const [address = '', bits = '0', ...more] = network.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most) return;
  throw new DroverError('CONFIG_INVALID', {
    detail: `trustProxy: "${network}" is no address and no network as 10.0.0.0/8.`,
  });
}

async function read(option: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const detail = `The file of ${option} cannot be read: ${(error as Error).message}.`;
    throw new DroverError('CONFIG_INVALID', { detail }, { cause: error });
  }
}
