export interface Here {
  readonly protocol: string;
  /** With the port where it is not the usual one, as the client called it. */
  readonly host: string | undefined;
}

/**
 * Whether a page of that origin may change something or open a WebSocket: one of this server, by the name it was called
 * with, or of the address at which people reach it. Without an origin it is no browser. Behind a proxy that ends TLS
 * pages are https while we are not; the other way round a page is of somebody else.
 */
export function isAllowedOrigin(origin: string | undefined, here: Here, publicUrl: string | null): boolean {
  if (origin === undefined) return true;
  const from = parse(origin);
  if (from === null) return false;
  if (publicUrl !== null && from.origin === parse(publicUrl)?.origin) return true;
  return from.host === here.host?.toLowerCase() && !(here.protocol === 'https' && from.protocol === 'http:');
}

function parse(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}
