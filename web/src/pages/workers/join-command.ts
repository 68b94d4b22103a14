import type { Joining } from '../../data/routes.ts';

export interface JoinCommand {
  readonly text: string;
  /** Redis listens on the server's machine only: the command works there and nowhere else. */
  readonly isLocal: boolean;
}

/** What is shown to those who are not told where Redis and the storage are. */
export const generalCommand =
  'DROVER_REDIS_URL=redis://HOST:6379 DROVER_STORAGE=/shared/storage drover worker --slots 2';

/** The command that starts a worker of that name for this server. */
export function joinCommand(joining: Joining, name: string): JoinCommand {
  const { redisUrl, redisPrefix, storage, secretKeyFile } = joining;
  const isLocal = /^unix:|\/\/(?:[^@/]*@)?(?:localhost|127\.|\[::1\])/.test(redisUrl);
  const settings = [
    ['DROVER_REDIS_URL', redisUrl],
    ...(redisPrefix === '' ? [] : [['DROVER_REDIS_PREFIX', redisPrefix]]),
    ['DROVER_STORAGE', storage],
    // On another machine it lies where it was copied to.
    ...(isLocal && secretKeyFile !== null ? [['DROVER_SECRET_KEY_FILE', secretKeyFile]] : []),
  ];
  // Two workers of one machine do not share workspaces.
  const data = isLocal ? ` --data ./${name}` : '';
  return {
    isLocal,
    text: [
      ...settings.map(([variable, value = '']) => `${variable}=${quoted(value)} \\`),
      `drover worker --name ${name} --slots 2${data}`,
    ].join('\n'),
  };
}

/** A name that no worker has. */
export function freeName(taken: readonly string[]): string {
  for (let number = taken.length + 1; ; number++) {
    const name = `worker-${number}`;
    if (!taken.includes(name)) return name;
  }
}

/** For a shell; most addresses and paths need no quotes. */
const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
