/**
 * Where the repositories lie whose interface is at `apiUrl`: `https://api.github.com` → `https://github.com`,
 * `https://api.acme.ghe.com` → `https://acme.ghe.com`, `https://ghe.example.org/api/v3` → `https://ghe.example.org`.
 * Credentials go to this origin and to no other.
 */
export function webOriginOf(apiUrl: string): string {
  const url = new URL(apiUrl);
  if (/^api\.(?:github\.com|[a-z0-9-]+\.ghe\.com)$/.test(url.hostname))
    url.hostname = url.hostname.slice('api.'.length);
  return url.origin;
}
