/**
 * Whether a page of that origin may open a WebSocket: one of this server, by the name it was called with, or of the address at
 * which people reach it. Without an origin it is no browser.
 */
export function isAllowedOrigin(
  origin: string | undefined,
  host: string | undefined,
  publicUrl: string | null,
): boolean {
  if (origin === undefined) return true;
  const from = parse(origin);
  if (from === null) return false;
  return (
    from.host === host?.toLowerCase() || (publicUrl !== null && from.origin === parse(publicUrl)?.origin)
  );
}

function parse(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}
