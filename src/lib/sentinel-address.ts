/** A Redis that Sentinels know by a name. */
export interface SentinelAddress {
  /** TLS to the Sentinels and to the Redis that they name. */
  readonly tls: boolean;
  readonly username: string | null;
  readonly password: string | null;
  readonly sentinels: readonly { readonly host: string; readonly port: number }[];
  /** What the Sentinels call it, as in `sentinel monitor NAME …`. */
  readonly name: string;
}

const form = /^(redis|rediss)-sentinel:\/\/(?:([^:@/?#]*)(?::([^@/?#]*))?@)?([^@/?#]+)\/([^/?#]+)\/?$/;
const defaultPort = 26_379;
const mostSentinels = 32;

/** `redis-sentinel://[[user]:password@]host[:port],…/name`, or `rediss-`; null for anything else. */
export function parseSentinelAddress(text: string): SentinelAddress | null {
  const match = form.exec(text);
  if (match === null) return null;
  const [, scheme, username, password, list = '', name = ''] = match;
  const sentinels = list.split(',').map(hostAndPort);
  const decoded = [username, password, name].map((part) => decode(part ?? ''));
  if (sentinels.length > mostSentinels || sentinels.includes(null) || decoded.includes(null)) return null;
  const [user, pass, master] = decoded;
  return {
    tls: scheme === 'rediss',
    username: user || null,
    password: pass || null,
    sentinels: sentinels as SentinelAddress['sentinels'],
    name: master ?? '',
  };
}

/** `host`, `host:port`, `[::1]:port`. */
function hostAndPort(text: string): { host: string; port: number } | null {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? defaultPort : Number(match[3]);
  return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : null;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
