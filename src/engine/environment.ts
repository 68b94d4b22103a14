/** Everything else that the node's environment holds (Redis, storage, keys) is invisible to a command. */
const ALLOWED = new Set(['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'SHELL', 'TMPDIR']);
const PROXIES = new Set(['http_proxy', 'https_proxy', 'ftp_proxy', 'all_proxy', 'no_proxy']);

export type Environment = Record<string, string>;

let own: Environment | null = null;

/** What a command sees of the environment of the process that runs it, read once: each look at it is slow. */
export function nodeEnvironment(): Environment {
  own ??= allowedOf(process.env);
  return own;
}

export function allowedOf(source: NodeJS.ProcessEnv): Environment {
  const kept: Environment = {};
  for (const [name, value] of Object.entries(source)) {
    if (value !== undefined && isAllowed(name)) kept[name] = value;
  }
  return kept;
}

const isAllowed = (name: string): boolean =>
  ALLOWED.has(name) || name.startsWith('LC_') || PROXIES.has(name.toLowerCase());

/** Variables that do not apply are left out rather than empty. */
export type Place = Record<string, string | number | null | undefined>;

/** The layers of a command's environment put together: of one name the later layer wins. */
export function commandEnvironment(
  { exported }: { exported: { readonly path: readonly string[] } },
  layers: Environment[],
  place: Place,
): Environment {
  const merged: Environment = Object.assign({}, ...layers);
  if (exported.path.length > 0) merged['PATH'] = [...exported.path, merged['PATH'] ?? ''].join(':');
  for (const [name, value] of Object.entries(place)) {
    if (value === null || value === undefined) delete merged[name];
    else merged[name] = String(value);
  }
  return merged;
}
